// What somebody with the whole database could do to a ledger, one falsehood at a time.

import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import { entryHash } from "#lib/fairness/chain.ts";
import { utf8 } from "#lib/fairness/digest.ts";
import type { Executor } from "#lib/platform/database.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

/** Rewrites the text of the last entry of a kind, and every hash from there on: a forger with the whole database. */
export async function forge(
  tx: Executor,
  gameId: string,
  kind: string,
  edit: (body: Record<string, never>) => Record<string, unknown>,
): Promise<void> {
  const entries = await tx`
    select seq::int as seq, kind, root, body, prev_hash from chain_entry where game_id = ${gameId} order by seq`;
  const at = entries.map((entry) => entry.kind).lastIndexOf(kind);
  let hash: Uint8Array = entries[at]?.prev_hash;
  for (const [index, entry] of entries.entries()) {
    if (index < at) continue;
    const body = index === at ? canonicalJson(edit(JSON.parse(entry.body)) as never) : entry.body;
    const root = index === at ? sha256(utf8(`frolic-body-v1|${body}`)) : entry.root;
    const prev = hash;
    hash = entryHash(sha256, prev, entry.kind, root);
    await tx`
      update chain_entry set body = ${body}, root = ${Buffer.from(root)}, prev_hash = ${Buffer.from(prev)},
        hash = ${Buffer.from(hash)} where game_id = ${gameId} and seq = ${entry.seq}`;
  }
  await tx`update chain_head set hash = ${Buffer.from(hash)} where game_id = ${gameId}`;
}

/** The last plays and their number, gone as if they had never been accepted. */
export async function vanish(
  tx: Executor,
  gameId: string,
  plays: readonly string[],
): Promise<void> {
  await tx`delete from play where play_id in ${tx(plays)}`;
  await tx`delete from play_key where play_id in ${tx(plays)}`;
  await tx`update game set last_seq = last_seq - ${plays.length}::integer where id = ${gameId}`;
}

const state = (body: Record<string, unknown>) => body.state as Record<string, never>;

interface Target {
  readonly gameId: string;
  /** A win that was taken back. */
  readonly returnedPlay: string;
}

/** What is done to a ledger, what the check must say of it, and how it is done. */
export const falsehoods: readonly [
  string,
  string,
  (tx: Executor, target: Target) => Promise<unknown>,
][] = [
  [
    "a void that the chain does not know, beside an entry about another play",
    "was voided",
    (tx) => tx`update play_result set play_id = gen_random_uuid() where outcome = 'VOID'`,
  ],
  [
    "a count of decided plays that is too high",
    "count as decided",
    (tx, { gameId }) => tx`update game_pacer set decided = decided + 1 where game_id = ${gameId}`,
  ],
  [
    "other settings than were committed to",
    "the commitment",
    (tx, { gameId }) => tx`
      update game_plan set committed = replace(committed, '"userCap":1', '"userCap":2')
       where game_id = ${gameId} and revision = 1`,
  ],
  [
    "a commitment whose text is gone",
    "is gone",
    (tx, { gameId }) =>
      tx`update game_plan set committed = null where game_id = ${gameId} and revision = 1`,
  ],
  [
    "a budget above what was promised",
    "higher than what was promised",
    (tx, { gameId }) =>
      forge(tx, gameId, "rebuild", (body) => ({ ...body, state: { ...state(body), B: [61, 20] } })),
  ],
  [
    "a rebuild with another plan",
    "goes on with plan",
    (tx, { gameId }) => forge(tx, gameId, "rebuild", (body) => ({ ...body, planRevision: 1 })),
  ],
  [
    "a resume in another slot",
    "another slotIndex",
    (tx, { gameId }) =>
      forge(tx, gameId, "resume", (body) => ({ ...body, state: { ...state(body), slotIndex: 3 } })),
  ],
  [
    "a resume with a budget of its own",
    "another B",
    (tx, { gameId }) =>
      forge(tx, gameId, "resume", (body) => ({ ...body, state: { ...state(body), B: [60, 20] } })),
  ],
  [
    "a resume from another moment",
    "another moment",
    (tx, { gameId }) => forge(tx, gameId, "resume", (body) => ({ ...body, t: 1 })),
  ],
  [
    "a resume that hides part of the pause",
    "not that of the pause",
    (tx, { gameId }) => forge(tx, gameId, "resume", (body) => ({ ...body, pausedUs: 0 })),
  ],
  [
    "a pause that notes another state",
    "notes another gap",
    (tx, { gameId }) =>
      forge(tx, gameId, "pause", (body) => ({ ...body, state: { ...state(body), gap: 9 } })),
  ],
  [
    "a return that the player's count ignores",
    "miscountedWins",
    (tx, { returnedPlay }) => tx`
      update player_game g set wins = wins + 1 from play_result r
       where r.play_id = ${returnedPlay} and g.game_id = r.game_id and g.player_id = r.player_id`,
  ],
  [
    "two winners of one line whose coupons were changed over",
    "not that of its rows and their coupons",
    async (tx, { gameId }) => {
      const [a, b] = await tx`
        select play_id, coupon_id::text as coupon from play_result
         where game_id = ${gameId} and outcome = 'WIN' and brand = 0 order by k limit 2`;
      for (const [winner, coupon] of [
        [a?.play_id, b?.coupon],
        [b?.play_id, a?.coupon],
      ]) {
        await tx`update play_result set coupon_id = ${coupon}::bigint where play_id = ${winner}`;
      }
      await tx`
        update coupon set play_id = gen_random_uuid() where id in (${a?.coupon}::bigint, ${b?.coupon}::bigint)`;
      for (const [winner, coupon] of [
        [a?.play_id, b?.coupon],
        [b?.play_id, a?.coupon],
      ]) {
        await tx`update coupon set play_id = ${winner} where id = ${coupon}::bigint`;
      }
    },
  ],
  [
    "a coupon taken away without a word",
    "does not belong to it",
    (tx, { gameId }) => tx`
      update coupon set play_id = null, state = 'AVAILABLE'
       where id = (select coupon_id from play_result
                    where game_id = ${gameId} and outcome = 'WIN' and brand = 0 limit 1)`,
  ],
];
