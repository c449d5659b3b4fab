import { adServices } from "#lib/http/shared/ad-services.ts";
import { respondAdsApi } from "#lib/http/shared/fetch-call.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const dynamic = "force-dynamic";

/** Also at /ads, as clients were made to ask: next.config.ts leads it here. */
async function answer(request: Request): Promise<Response> {
  return respondAdsApi(adServices(await webRuntime()), request);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
