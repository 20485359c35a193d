/** For the container's HEALTHCHECK: ends with 0 when the service, or the worker, in it is alive, else with 1. */
const port = process.env.ANTAGON_WORKER_PORT || process.env.PORT || '8080'
const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
process.exitCode = response?.ok ? 0 : 1
