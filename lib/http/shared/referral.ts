// By which promotion a player came: the click leaves a signed reference in a cookie that only our interfaces get to
// see, and whoever mints the player's token reads it. No play is asked about it.

import type { ApiCall } from "#lib/http/shared/api-call.ts";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { cookieValue } from "#lib/http/shared/player-guard.ts";
import { readClickReference } from "#lib/promotions/click-reference.ts";
import { insertPromotionPlayer } from "#lib/promotions/store-click.ts";

const referralCookie = "frolic_ref";
/** Who plays a week after the click came by it; who comes later came by something else. */
const maxAgeS = 7 * 86_400;

/** Set-Cookie of a click: sent to /api alone, and to no script. */
export function referralCookieHeader(reference: string, isHttps: boolean): string {
  const secure = isHttps ? "; Secure" : "";
  return `${referralCookie}=${reference}; Path=/api; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}

/** Best effort: a player gets its token though nobody can say where it came from. */
export async function noteReferral(
  { runtime }: PlayServices,
  call: ApiCall,
  player: { readonly playerId: string; readonly campaignId: string },
): Promise<void> {
  const cookie = cookieValue(call.header("cookie"), referralCookie);
  if (!cookie) return;
  const nowS = runtime.clock.now() / 1000;
  const reference = readClickReference(runtime.env.FROLIC_SECRET, cookie, nowS);
  if (!reference || nowS - reference.atS > maxAgeS) return;
  try {
    const { token } = reference;
    await insertPromotionPlayer(runtime.database.sql, { token, ...player });
  } catch (error) {
    runtime.logger.warn({ err: error, requestId: call.requestId }, "a referral was not noted");
  }
}
