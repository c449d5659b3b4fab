import { findKeyActor } from "#lib/http/next/request-actor.ts";
import { readJsonBody } from "#lib/http/next/request-body.ts";
import { route } from "#lib/http/next/route.ts";
import { AppError } from "#lib/platform/errors.ts";
import { postbackSchema, takeKeyedPostback, takePostback } from "#lib/promotions/conversion.ts";

export const dynamic = "force-dynamic";

const bodyLimit = 8 * 1024;

/** Advertising systems send parameters in the address, as a form or as JSON. */
async function parametersOf(request: Request): Promise<unknown> {
  const inAddress = Object.fromEntries(new URL(request.url).searchParams);
  if (request.method !== "POST") return inAddress;
  const kind = request.headers.get("content-type") ?? "";
  if (kind.startsWith("application/x-www-form-urlencoded")) {
    const text = await request.text();
    if (text.length > bodyLimit) throw new AppError("payload_too_large");
    return { ...inAddress, ...Object.fromEntries(new URLSearchParams(text)) };
  }
  if (!kind.startsWith("application/json")) return inAddress;
  const body = await readJsonBody(request, bodyLimit);
  return typeof body === "object" && body !== null ? { ...inAddress, ...body } : inAddress;
}

const answer = route({ auth: "none" }, async ({ request, runtime }) => {
  const deps = { sql: runtime.database.sql, masterSecret: runtime.env.FROLIC_SECRET };
  const postback = postbackSchema.parse(await parametersOf(request));
  const actor = request.headers.has("authorization") ? await findKeyActor(runtime, request) : null;
  if (actor) return takeKeyedPostback(deps, actor, postback);
  return takePostback(deps, postback);
});

export { answer as GET, answer as POST };
