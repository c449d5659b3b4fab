import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { ChainEntryKind } from "#lib/plays/contract.ts";

/** Appends an entry about an act. Takes the head's lock first: call it before any other lock of the game. */
export async function appendChain(
  sql: Executor,
  entry: { gameId: string; shard: number; kind: ChainEntryKind; body: JsonValue },
): Promise<number> {
  const [row] = await sql<{ seq: string }[]>`
    select append_chain(${entry.gameId}, ${entry.shard}::smallint, ${entry.kind}::text::chain_entry_kind,
      ${canonicalJson(entry.body)})::text as seq`;
  return Number(row?.seq);
}

/** The first lock of every transaction that changes a game's ledger or pacer. */
export async function lockChain(sql: Executor, gameId: string, shard: number): Promise<boolean> {
  const [row] = await sql<{ locked: boolean }[]>`
    select lock_chain(${gameId}, ${shard}::smallint) as locked`;
  return row?.locked ?? false;
}

export async function insertChainHead(
  sql: Executor,
  head: { gameId: string; shard: number; hash: Uint8Array },
): Promise<void> {
  await sql`
    insert into chain_head (game_id, shard, seq, hash)
    values (${head.gameId}, ${head.shard}, 0, ${Buffer.from(head.hash)})`;
}

export interface UnsignedHead {
  readonly gameId: string;
  readonly shard: number;
  readonly seq: number;
  readonly hash: Buffer;
}

/**
 * Heads that moved since they were last signed, an hour or longer ago; once the seed is public every move counts, so
 * that what is published then ends in a signature.
 */
export async function listUnsignedHeads(sql: Executor): Promise<UnsignedHead[]> {
  const rows = await sql<{ game_id: string; shard: number; seq: string; hash: Buffer }[]>`
    select h.game_id, h.shard, h.seq::text, h.hash from chain_head h
      left join lateral (select s.seq, s.at from chain_signature s
                          where s.game_id = h.game_id and s.shard = h.shard order by s.seq desc limit 1) s on true
      left join revealed_seed v on v.game_id = h.game_id
     where s.seq is null
        or (s.seq < h.seq and (s.at < clock_timestamp() - interval '1 hour' or v.game_id is not null))`;
  return rows.map((row) => ({
    gameId: row.game_id,
    shard: row.shard,
    seq: Number(row.seq),
    hash: row.hash,
  }));
}

export async function insertSignature(
  sql: Executor,
  head: UnsignedHead,
  signed: { readonly signature: Buffer; readonly keyId: string },
): Promise<void> {
  await sql`
    insert into chain_signature (game_id, shard, seq, hash, signature, key_id)
    values (${head.gameId}, ${head.shard}, ${head.seq}, ${head.hash}, ${signed.signature}, ${signed.keyId})
    on conflict do nothing`;
}
