import {
  createPlayerTokens,
  type PlayerIdentity,
  type PlayerTokens,
} from "#lib/identity/player-token.ts";
import {
  type PartnerKey,
  partnerKeyId,
  readPartnerToken,
} from "#lib/identity/player-token-partner.ts";
import { findPartnerKey } from "#lib/identity/store-player-token.ts";
import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A revoked partner key is dead after this at the latest. */
const keyLifeMs = 5_000;
const keysMax = 1_000;

export interface PlayerTokenReader {
  readonly own: PlayerTokens;
  /** Who a token speaks for, ours or a partner's; undefined when it is good for nothing. */
  read(token: string): Promise<PlayerIdentity | undefined>;
}

export interface PlayerTokenReaderDeps {
  readonly sql: Executor;
  readonly masterSecret: string;
  /** Of before a change: its tokens are read, and count as old, so that they are replaced when they are used. */
  readonly previousSecret?: string | undefined;
  readonly clock: Clock;
}

export function createPlayerTokenReader(deps: PlayerTokenReaderDeps): PlayerTokenReader {
  const nowMs = () => deps.clock.now();
  const own = createPlayerTokens(deps.masterSecret, nowMs);
  const former = deps.previousSecret ? createPlayerTokens(deps.previousSecret, nowMs) : undefined;
  const readFormer = (token: string): PlayerIdentity | undefined => {
    const identity = former?.read(token);
    return identity && { ...identity, issuedAtS: 0 };
  };
  const keys = new Map<
    string,
    { readonly key: PartnerKey | undefined; readonly untilMs: number }
  >();
  const keyOf = async (id: string): Promise<PartnerKey | undefined> => {
    const atMs = deps.clock.monotonicMs();
    const known = keys.get(id);
    if (known && known.untilMs > atMs) return known.key;
    const key = await findPartnerKey(deps.sql, id);
    // Unknown ids are remembered too; the bound keeps a flood of invented ones from growing the map.
    if (keys.size >= keysMax) keys.clear();
    keys.set(id, { key, untilMs: atMs + keyLifeMs });
    return key;
  };
  return {
    own,
    read: async (token) => {
      if (token.startsWith("fp1.")) return own.read(token) ?? readFormer(token);
      const id = partnerKeyId(token);
      const key = id === undefined ? undefined : await keyOf(id);
      if (!key) return undefined;
      return readPartnerToken(deps.masterSecret, key, token, Math.floor(deps.clock.now() / 1000));
    },
  };
}
