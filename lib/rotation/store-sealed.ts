import type { Executor } from "#lib/platform/database.ts";
import type { SealedColumn } from "#lib/rotation/sealed-columns.ts";

/** What holds something that depends on the master secret: nobody writes there while it changes. */
const lockedTables = `kept_key, brand_key, game, player_token_key, webhook_endpoint, promo_server, promoter_guild,
  coupon, coupon_staging, two_factor, chain_signature, session, setup_token`;

/**
 * For this transaction only: every code may have to be opened, which takes minutes, and nobody else writes meanwhile.
 * Waits for nobody longer than some seconds: whoever holds a lock for longer is a process that should not run.
 */
export async function takeOver(tx: Executor): Promise<void> {
  await tx`set local statement_timeout = '30min'`;
  await tx`set local idle_in_transaction_session_timeout = '30min'`;
  await tx`set local lock_timeout = '10s'`;
  await tx.unsafe(`lock table ${lockedTables} in share row exclusive mode`);
}

/** Names of processes of the product that are connected to this database. */
export async function listProcesses(tx: Executor): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select distinct application_name as name from pg_stat_activity
    where datname = current_database()
      and application_name in ('frolic-web', 'frolic-gateway', 'frolic-worker', 'frolic-drill')
    order by 1`;
  return rows.map(({ name }) => name);
}

export interface SealedCell {
  readonly key: string;
  readonly bound: string;
  readonly sealed: Buffer;
}

export async function listSealed(tx: Executor, at: SealedColumn): Promise<SealedCell[]> {
  const narrowed = at.where ? tx`and ${tx(at.where.column)} = ${at.where.is}` : tx``;
  return tx<SealedCell[]>`
    select ${tx(at.key)}::text as key, ${tx(at.boundBy)}::text as bound, ${tx(at.column)} as sealed
    from ${tx(at.table)} where ${tx(at.column)} is not null ${narrowed} order by 1`;
}

export async function writeSealed(
  tx: Executor,
  at: SealedColumn,
  cells: readonly Pick<SealedCell, "key" | "sealed">[],
): Promise<void> {
  await tx`
    update ${tx(at.table)} t set ${tx(at.column)} = decode(n.sealed, 'hex')
    from unnest(${cells.map(({ key }) => key)}::text[],
      ${cells.map(({ sealed }) => sealed.toString("hex"))}::text[]) as n (key, sealed)
    where t.${tx(at.key)}::text = n.key`;
}

export async function hasKeptKey(tx: Executor, purpose: string): Promise<boolean> {
  const rows = await tx`select 1 from kept_key where purpose = ${purpose}`;
  return rows.length > 0;
}

export async function insertKeptKey(tx: Executor, purpose: string, sealed: Buffer): Promise<void> {
  await tx`insert into kept_key (purpose, sealed_key) values (${purpose}, ${sealed})`;
}
