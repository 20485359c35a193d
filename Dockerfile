# syntax=docker/dockerfile:1

FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings the runtime; the pinned one of the lockfile is for machines that do not.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force \
    && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:26-bookworm-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages too: Vite's compiler is among them.
RUN npm ci
COPY tsconfig.json vite.config.ts ./
COPY src ./src
RUN node src/build.ts

# Without npm and what it needs: of the runtime the program, and the one library that it has beyond those of Debian.
FROM debian:bookworm-slim
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/node
COPY --from=dependencies /usr/lib/*-linux-gnu/libatomic.so.1* /usr/local/lib/
WORKDIR /app
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.cache \
    HOST=0.0.0.0 \
    PORT=8080 \
    ANTAGON_DATA=/data
RUN ldconfig \
    && groupadd --gid 1000 antagon \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /data --shell /usr/sbin/nologin antagon \
    && install --directory --owner=1000 --group=1000 /data /app/.cache
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY --from=dashboard /app/dist ./dist
COPY docker/health-check.ts docker/warm-up.ts ./docker/
# By number, which an orchestrator can tell from root.
USER 1000:1000
# As the user of the service: Node keeps a compile cache for each user.
RUN node docker/warm-up.ts
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["node", "docker/health-check.ts"]
STOPSIGNAL SIGTERM
CMD ["node", "src/server.ts"]
