import { botServices } from "#lib/http/shared/bot-services.ts";
import { respondBotApi } from "#lib/http/shared/fetch-call.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const dynamic = "force-dynamic";

/** Also at the root, as bots were made to ask: next.config.ts leads /registerServer and the others here. */
async function answer(
  request: Request,
  { params }: { readonly params: Promise<{ readonly path: string[] }> },
): Promise<Response> {
  const { path } = await params;
  return respondBotApi(botServices(await webRuntime()), request, path.join("/"));
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
