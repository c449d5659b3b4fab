import { openAdQueue } from "#lib/ads/queue/bull-queue.ts";
import { createAdDesk } from "#lib/ads/submit-ad.ts";
import { createWebhookJudge } from "#lib/ads/webhook-judge.ts";
import type { AdServices } from "#lib/http/shared/ads-api.ts";
import { createKeyReader } from "#lib/identity/key-reader.ts";
import { perRuntime, type Runtime } from "#lib/platform/runtime.ts";

/** Makes the parts of the ads API; they close with the runtime. */
function openAdServices(runtime: Runtime): AdServices {
  const { sql } = runtime.database;
  const { clock, logger, env } = runtime;
  const queue = openAdQueue({ url: env.REDIS_URL });
  const judgeWebhook = createWebhookJudge({ allowPrivate: env.FROLIC_WEBHOOKS_PRIVATE }, clock);
  const desk = createAdDesk({ sql, clock, logger, queue, judgeWebhook });
  runtime.onClose(async () => {
    await desk.drain();
    await queue.close();
  });
  return { runtime, keys: createKeyReader(sql, clock), desk, queue, judgeWebhook };
}

/** The process's own set. */
export const adServices = perRuntime(openAdServices);
