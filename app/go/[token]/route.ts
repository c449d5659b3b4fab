import { fetchCall } from "#lib/http/shared/fetch-call.ts";
import { playServices } from "#lib/http/shared/play-services.ts";
import { cookieValue, playerCookie } from "#lib/http/shared/player-guard.ts";
import { problemOf } from "#lib/http/shared/problem.ts";
import { referralCookieHeader } from "#lib/http/shared/referral.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { followLink } from "#lib/promotions/click.ts";

export const dynamic = "force-dynamic";

const plain = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
const kept = { "cache-control": "no-store", "x-robots-tag": "noindex" };

/** Leads on to what the booking says, and counts the click. Nothing in the request can choose the target. */
async function follow(
  request: Request,
  { params }: { readonly params: Promise<{ readonly token: string }> },
): Promise<Response> {
  const runtime = await webRuntime();
  const call = fetchCall(request);
  const { token } = await params;
  const player = cookieValue(call.header("cookie"), playerCookie);
  try {
    const { location, reference } = await followLink(
      {
        sql: runtime.database.sql,
        clock: runtime.clock,
        logger: runtime.logger,
        masterSecret: runtime.env.FROLIC_SECRET,
      },
      {
        token,
        method: call.method,
        address: call.address,
        userAgent: call.header("user-agent"),
        purpose: call.header("sec-purpose") ?? call.header("purpose") ?? call.header("x-moz"),
        destination: call.header("sec-fetch-dest"),
        playerId: player && playServices(runtime).tokens.own.read(player)?.playerId,
      },
    );
    const headers = new Headers({ ...kept, location, "x-request-id": call.requestId });
    if (reference) headers.append("set-cookie", referralCookieHeader(reference, call.isHttps));
    return new Response(null, { status: 302, headers });
  } catch (error) {
    const { status, body, unexpected } = problemOf(error, call.requestId);
    if (unexpected) runtime.logger.error({ err: error, requestId: call.requestId }, "/go failed");
    return new Response(`${body.title}\n`, { status, headers: { ...plain, ...kept } });
  }
}

export { follow as GET, follow as HEAD };
