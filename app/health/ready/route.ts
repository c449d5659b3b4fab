import { checkHealth } from "#lib/platform/health.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const { status, timestamp } = await checkHealth(await webRuntime());
  return Response.json(
    { status, timestamp },
    { status: status === "down" ? 503 : 200, headers: { "cache-control": "no-store" } },
  );
}
