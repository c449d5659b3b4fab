import { installDriverGuard } from "#lib/platform/driver-guard.ts";
import { env } from "#lib/platform/env.ts";
import { openRuntime } from "#lib/platform/runtime.ts";
import { startHealth } from "#workers/health.ts";
import { chooseRoles } from "#workers/roles/all-roles.ts";
import type { Role } from "#workers/roles/role.ts";
import { workerMetrics } from "#workers/roles/worker-metrics.ts";

/** Longer than any batch takes; a worker that hangs is ended and its leases run out. */
const drainMsMax = 9_000;

const settings = env();
const runtime = await openRuntime({ name: "worker", env: settings, poolMax: 12 });
const { logger } = runtime;
installDriverGuard(logger);
const roles = chooseRoles(settings.FROLIC_ROLES);
const started: Role[] = [];
let isStopping = false;

async function stop(signal: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  logger.info({ signal }, "stopping");
  const watchdog = setTimeout(() => {
    logger.error("not stopped in time");
    process.exit(1);
  }, drainMsMax);
  for (const role of started.reverse()) {
    await role.stop().catch((error: unknown) => {
      logger.warn({ err: error, role: role.name }, "role did not stop cleanly");
    });
  }
  await runtime.close();
  clearTimeout(watchdog);
  logger.info("stopped");
  process.exit(0);
}

process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));

const { registry } = workerMetrics(runtime);
const ports = new Set([settings.HEALTH_PORT, settings.METRICS_PORT]);
for (const port of ports) {
  if (port === undefined) continue;
  const health = await startHealth(port, registry, () => !isStopping);
  runtime.onClose(() => health.close());
}
for (const role of roles) {
  started.push(role);
  await role.start(runtime);
}
logger.info({ roles: roles.map(({ name }) => name) }, "worker ready");
