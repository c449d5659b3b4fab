import { installDriverGuard } from "#lib/platform/driver-guard.ts";
import { env } from "#lib/platform/env.ts";
import { openRuntime } from "#lib/platform/runtime.ts";
import { startGateway } from "#workers/gateway/start-gateway.ts";

/** Whatever hangs: the process is gone by then, and the clients with their play ids lose nothing. */
const stopMsMax = 9_500;

const settings = env();
const runtime = await openRuntime({ name: "gateway", env: settings, poolMax: 12 });
const { logger } = runtime;
installDriverGuard(logger);
const gateway = await startGateway(runtime);
logger.info({ port: gateway.port, web: settings.WEB_URL }, "gateway ready");

async function stop(signal: string): Promise<void> {
  logger.info({ signal }, "stopping");
  const watchdog = setTimeout(() => {
    logger.error("not stopped in time");
    process.exit(1);
  }, stopMsMax);
  await gateway.stop({ linger: true });
  await runtime.close();
  clearTimeout(watchdog);
  logger.info("stopped");
  process.exit(0);
}

let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    stop(signal).catch((error: unknown) => {
      logger.error({ err: error }, "did not stop cleanly");
      process.exit(1);
    });
  });
}
