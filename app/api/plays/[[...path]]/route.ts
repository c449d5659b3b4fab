import { respondPlayApi } from "#lib/http/shared/fetch-call.ts";
import { playServices } from "#lib/http/shared/play-services.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const dynamic = "force-dynamic";

async function answer(request: Request): Promise<Response> {
  return respondPlayApi(playServices(await webRuntime()), request);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
