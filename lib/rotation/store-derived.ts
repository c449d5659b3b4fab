import type { Executor } from "#lib/platform/database.ts";

export interface SecondFactorRow {
  readonly id: string;
  readonly secret: string;
  readonly backupCodes: string;
}

export async function listSecondFactors(tx: Executor): Promise<SecondFactorRow[]> {
  return tx<SecondFactorRow[]>`
    select id, secret, backup_codes as "backupCodes" from two_factor order by id`;
}

export async function writeSecondFactor(tx: Executor, row: SecondFactorRow): Promise<void> {
  await tx`
    update two_factor set secret = ${row.secret}, backup_codes = ${row.backupCodes} where id = ${row.id}`;
}

export interface SignatureRow {
  readonly gameId: string;
  readonly shard: number;
  readonly seq: number;
  readonly hash: Buffer;
  readonly signature: Buffer;
}

type SignaturePlace = Pick<SignatureRow, "gameId" | "shard" | "seq">;

export const firstSignature: SignaturePlace = {
  gameId: "00000000-0000-0000-0000-000000000000",
  shard: -1,
  seq: -1,
};

/** Signed heads behind a place, in the order of their key. */
export async function listSignatures(
  tx: Executor,
  { gameId, shard, seq }: SignaturePlace,
  limit: number,
): Promise<SignatureRow[]> {
  return tx<SignatureRow[]>`
    select game_id as "gameId", shard, seq::float8 as seq, hash, signature from chain_signature
    where (game_id, shard, seq) > (${gameId}::uuid, ${shard}::smallint, ${seq}::bigint)
    order by game_id, shard, seq limit ${limit}`;
}

export async function writeSignatures(
  tx: Executor,
  keyId: string,
  rows: readonly SignatureRow[],
): Promise<void> {
  await tx`
    update chain_signature s set signature = decode(n.signature, 'hex'), key_id = ${keyId}
    from unnest(${rows.map(({ gameId }) => gameId)}::uuid[], ${rows.map(({ shard }) => shard)}::smallint[],
      ${rows.map(({ seq }) => seq)}::bigint[], ${rows.map((row) => row.signature.toString("hex"))}::text[])
      as n (game_id, shard, seq, signature)
    where s.game_id = n.game_id and s.shard = n.shard and s.seq = n.seq`;
}

export interface AdAddressRow {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  readonly secretCt: Buffer;
}

/** Endpoints that ads named: their secrets follow from the master secret. */
export async function listAdAddresses(tx: Executor): Promise<AdAddressRow[]> {
  return tx<AdAddressRow[]>`
    select id, ad_owner_id as "ownerId", url, secret_ct as "secretCt" from webhook_endpoint
    where ad_owner_id is not null order by id`;
}

/** The secret before signs beside the new one for so many days. */
export async function replaceAdSecret(
  tx: Executor,
  id: string,
  secretCt: Buffer,
  overlapDays: number,
): Promise<void> {
  await tx`
    update webhook_endpoint set previous_secret_ct = secret_ct, secret_ct = ${secretCt},
      previous_until = clock_timestamp() + ${overlapDays} * interval '1 day'
    where id = ${id}`;
}

/** Nobody could use them any more: their hashes are under a key that is gone. Answers how many. */
export async function endSessions(tx: Executor): Promise<number> {
  await tx`delete from verification`;
  return (await tx`delete from session`).count;
}

/** Answers whom to invite again. */
export async function endInvitations(tx: Executor): Promise<string[]> {
  const rows = await tx<{ email: string | null }[]>`
    update setup_token set expires_at = now() where used_at is null and expires_at > now() returning email`;
  return rows.flatMap(({ email }) => (email === null ? [] : [email])).sort();
}
