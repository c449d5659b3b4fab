// Who plays, from a request: a bearer token, or the cookie together with proof that our own page sent it.

import type { ApiAnswer, ApiCall } from "#lib/http/shared/api-call.ts";
import { isSameOrigin, isUnsafeMethod } from "#lib/http/shared/request-origin.ts";
import type { MintedToken, PlayerIdentity } from "#lib/identity/player-token.ts";
import type { PlayerTokenReader } from "#lib/identity/player-token-reader.ts";
import { AppError } from "#lib/platform/errors.ts";

export const playerCookie = "frolic_player";
const renewedTokenHeader = "x-player-token";

/** Value of one cookie of a Cookie header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const cut = part.indexOf("=");
    if (part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim();
  }
  return undefined;
}

export interface Caller {
  readonly identity: PlayerIdentity;
  readonly via: "bearer" | "cookie";
}

export interface PlayerGuard {
  /** The caller; undefined without a good token. Refuses a forged request. */
  find(call: ApiCall): Promise<Caller | undefined>;
  /** The caller, or a refusal with 401. */
  require(call: ApiCall): Promise<Caller>;
  /** Gives a caller whose token is getting old a fresh one along with the answer. */
  renew(caller: Caller, call: ApiCall, answer: ApiAnswer): ApiAnswer;
}

export function createPlayerGuard(tokens: PlayerTokenReader, baseUrl: string): PlayerGuard {
  const find: PlayerGuard["find"] = async (call) => {
    const bearer = /^Bearer ([\w.~+/=-]+)$/i.exec(call.header("authorization") ?? "")?.[1];
    if (bearer !== undefined) {
      const identity = await tokens.read(bearer);
      return identity && { identity, via: "bearer" };
    }
    const cookie = cookieValue(call.header("cookie"), playerCookie);
    if (!cookie) return undefined;
    if (isUnsafeMethod(call.method)) requireOwnPage(call, baseUrl);
    const identity = await tokens.read(cookie);
    return identity && { identity, via: "cookie" };
  };
  return {
    find,
    require: async (call) => {
      const caller = await find(call);
      if (!caller) throw new AppError("player_token_invalid");
      return caller;
    },
    renew: (caller, call, answer) => {
      const fresh = tokens.own.renew(caller.identity);
      if (!fresh) return answer;
      const headers =
        caller.via === "cookie"
          ? { "set-cookie": playerCookieHeader(fresh, call) }
          : { [renewedTokenHeader]: fresh.token };
      return { ...answer, headers: { ...answer.headers, ...headers } };
    },
  };
}

/** Refuses a request that a browser sent for another site's page. */
export function requireOwnPage(call: ApiCall, baseUrl: string): void {
  const facts = {
    origin: call.header("origin") ?? null,
    secFetchSite: call.header("sec-fetch-site") ?? null,
    host: call.header("x-forwarded-host") ?? call.header("host") ?? null,
    baseUrl,
  };
  if (!isSameOrigin(facts)) {
    throw new AppError("forbidden", { details: "The request did not come from this site." });
  }
}

/** Set-Cookie of a player token. An embedded page lives on another site, so its cookie is kept apart per site. */
export function playerCookieHeader(minted: MintedToken, call: ApiCall): string {
  const maxAgeS = Math.max(0, minted.expiresAtS - Math.floor(Date.now() / 1000));
  const isEmbedded = call.isHttps && isEmbedPage(call);
  const site = isEmbedded ? "SameSite=None; Partitioned" : "SameSite=Lax";
  const secure = call.isHttps ? "; Secure" : "";
  return `${playerCookie}=${minted.token}; Path=/; Max-Age=${maxAgeS}; HttpOnly; ${site}${secure}`;
}

function isEmbedPage(call: ApiCall): boolean {
  const referrer = call.header("referer") ?? "";
  return URL.canParse(referrer) && new URL(referrer).pathname.startsWith("/embed/");
}
