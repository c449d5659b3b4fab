import "server-only";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/** What a change of ads needs from this host: the database, the queue and the judge of addresses. */
export function adDeps(context: { readonly runtime: Runtime; readonly requestId: string }): AdDeps {
  const { queue, judgeWebhook } = adServices(context.runtime);
  return { ...changeDeps(context), queue, judgeWebhook };
}
