// A gateway on a port of its own, as it runs in production.

import { openRuntime } from "#lib/platform/runtime.ts";
import { startGateway } from "#workers/gateway/start-gateway.ts";

const runtime = await openRuntime({ name: "gateway" });
const gateway = await startGateway(runtime);
process.once("SIGTERM", () => process.exit(0));
process.send?.({ port: gateway.port });
