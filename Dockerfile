# syntax=docker/dockerfile:1

FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings the runtime; the pinned one of the lockfile is for machines that do not.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force

FROM node:26-bookworm-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages too: Vite's compiler is among them.
RUN npm ci
COPY tsconfig.json vite.config.ts ./
COPY src ./src
RUN node src/build.ts

FROM node:26-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.cache \
    HOST=0.0.0.0 \
    PORT=8080 \
    ANTAGON_DATA=/data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY --from=dashboard /app/dist ./dist
COPY docker/health-check.ts ./docker/health-check.ts
# Fills the compile cache: the service runs once, on loopback and in memory, until it is told to stop.
RUN HOST=127.0.0.1 PORT=0 ANTAGON_DATA=:memory: timeout --preserve-status 5 node src/server.ts \
    && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["node", "docker/health-check.ts"]
STOPSIGNAL SIGTERM
CMD ["node", "src/server.ts"]
