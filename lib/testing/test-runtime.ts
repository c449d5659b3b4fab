import { parseEnv } from "#lib/platform/env.ts";
import { openRuntime, type Runtime } from "#lib/platform/runtime.ts";
import { testSecret } from "#lib/testing/factories.ts";

/** A whole runtime on the stores of a test, quiet, with the environment a process would have. */
export function openTestRuntime(settings: Record<string, string>): Promise<Runtime> {
  const env = parseEnv({
    NODE_ENV: "test",
    FROLIC_SECRET: testSecret,
    LOG_LEVEL: "silent",
    HOST: "127.0.0.1",
    ...settings,
  });
  return openRuntime({ name: "gateway", env });
}
