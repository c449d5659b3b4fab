import "server-only";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import type { AdDeps } from "#lib/ads/ad-deps.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";
import type { Runtime } from "#lib/platform/runtime.ts";

/** What a change of ads needs from this host: the database and the queue. */
export function adDeps(context: { readonly runtime: Runtime; readonly requestId: string }): AdDeps {
  return { ...changeDeps(context), queue: adServices(context.runtime).queue };
}
