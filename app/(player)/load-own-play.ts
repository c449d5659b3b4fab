import { cookies } from "next/headers";
import { playServices } from "#lib/http/shared/play-services.ts";
import { playerCookie } from "#lib/http/shared/player-guard.ts";
import { errorTable, toAppError } from "#lib/http/shared/problem.ts";
import { platformErrors } from "#lib/platform/errors.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { PlayView } from "#lib/plays/contract.ts";

export type OwnPlay = { readonly view: PlayView } | { readonly refusal: string };

/** A play of the browser that asks; a play of somebody else does not exist for it. */
export async function loadOwnPlay(playId: string): Promise<OwnPlay> {
  const services = playServices(await webRuntime());
  const token = (await cookies()).get(playerCookie)?.value;
  const identity = token === undefined ? undefined : await services.tokens.read(token);
  if (!identity || !/^[0-9a-f-]{36}$/i.test(playId)) return refusalOf("unknown_play");
  try {
    return { view: await services.results.read({ playId, playerId: identity.playerId }) };
  } catch (error) {
    return refusalOf(toAppError(error).code);
  }
}

/** The public sentence of a code that came back in an address: unknown ones say nothing of their own. */
export function refusalOf(code: string): { readonly refusal: string } {
  const spec = Object.hasOwn(errorTable, code) ? errorTable[code] : undefined;
  return { refusal: (spec ?? platformErrors.internal).sentence };
}
