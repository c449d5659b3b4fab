import type { History, HistoryEntry, HistoryRow } from "#lib/demo/build-history.ts";
import { encodeState } from "#lib/pacing/pacer-state.ts";
import type { Executor } from "#lib/platform/database.ts";
import { nullableArray, plainArray } from "#lib/platform/postgres-array.ts";

export interface HistoryTarget {
  readonly gameId: string;
  /** ISO instant of the game's start: all times of the history count from it. */
  readonly startsAt: string;
  readonly revealSeconds: number;
}

/** A winner's coupon and prize, in the order of the ledger. */
export interface Given {
  readonly playId: string;
  readonly couponId: number;
  readonly prizeId: string;
}

const column = <T>(rows: readonly T[], pick: (row: T) => string | number) =>
  plainArray(rows.map(pick));

export async function insertPlays(
  db: Executor,
  target: HistoryTarget,
  rows: readonly HistoryRow[],
): Promise<void> {
  const ids = column(rows, (row) => row.playId);
  const players = column(rows, (row) => row.playerId);
  const seqs = column(rows, (row) => row.seq);
  await db`
    insert into play_key (play_id, game_id, player_id, seq)
    select x.play, ${target.gameId}, x.player, x.seq
    from unnest(${ids}::text::uuid[], ${players}::text::uuid[], ${seqs}::text::bigint[]) as x (play, player, seq)`;
  await db`
    insert into play (play_id, game_id, player_id, seq, salt, accepted_at, reveal_at, t_us)
    select x.play, ${target.gameId}, x.player, x.seq, decode(x.salt, 'hex'), m.at,
      m.at + make_interval(secs => ${target.revealSeconds - 5}), x.t_us
    from unnest(${ids}::text::uuid[], ${players}::text::uuid[], ${seqs}::text::bigint[],
      ${column(rows, (row) => row.salt)}::text::text[], ${column(rows, (row) => row.tUs)}::text::bigint[])
      as x (play, player, seq, salt, t_us)
    cross join lateral (
      select ${target.startsAt}::timestamptz + x.t_us * interval '1 microsecond' as at) m`;
  await db`
    insert into player_game (player_id, game_id, plays)
    select player_id, game_id, count(*) from play where game_id = ${target.gameId} group by 1, 2`;
}

/** The ledger rows; `given` names coupon and prize of every win. */
export async function insertResults(
  db: Executor,
  target: HistoryTarget,
  rows: readonly HistoryRow[],
  given: ReadonlyMap<string, Given>,
): Promise<void> {
  // One quoted array a row: slicing one long array would unpack it anew for every row.
  const shares = plainArray(rows.map((row) => `"${plainArray(row.decision.shares)}"`));
  await db`
    insert into play_result (play_id, game_id, player_id, shard, k, epoch, t, chance, shares, brand, u, outcome,
      reason, prize_id, coupon_id, reveal_at, decided_at)
    select x.play, ${target.gameId}, x.player, 0, x.k, 0, x.t, x.chance,
      x.shares::float8[], x.brand, x.u,
      case when x.coupon is null then 'LOSE' else 'WIN' end::play_outcome, x.reason::play_reason, x.prize, x.coupon,
      m.at + make_interval(secs => ${target.revealSeconds - 5}), m.at + interval '40 milliseconds'
    from unnest(${column(rows, (row) => row.playId)}::text::uuid[],
      ${column(rows, (row) => row.playerId)}::text::uuid[],
      ${column(rows, (row) => row.decision.k)}::text::bigint[],
      ${column(rows, (row) => row.decision.t)}::text::float8[],
      ${column(rows, (row) => row.decision.S)}::text::float8[],
      ${shares}::text::text[], ${column(rows, (row) => row.decision.brand)}::text::int[],
      ${column(rows, (row) => row.u)}::text::float8[],
      ${column(rows, (row) => row.decision.reason)}::text::text[],
      ${column(rows, (row) => row.tUs)}::text::bigint[],
      ${nullableArray(rows.map((row) => given.get(row.playId)?.couponId))}::text::bigint[],
      ${nullableArray(rows.map((row) => given.get(row.playId)?.prizeId))}::text::uuid[])
      as x (play, player, k, t, chance, shares, brand, u, reason, t_us, coupon, prize)
    cross join lateral (
      select ${target.startsAt}::timestamptz + x.t_us * interval '1 microsecond' as at) m`;
}

export async function findHead(
  db: Executor,
  gameId: string,
): Promise<{ seq: number; hash: Buffer }> {
  const [row] = await db<{ seq: number; hash: Buffer }[]>`
    select seq::float8 as seq, hash from chain_head where game_id = ${gameId} and shard = 0`;
  if (!row) throw new Error("the game has no chain");
  return row;
}

export async function insertEntries(
  db: Executor,
  target: HistoryTarget,
  entries: readonly HistoryEntry[],
  afterSeq: number,
): Promise<void> {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  await db`
    insert into chain_entry (game_id, shard, seq, kind, k_from, k_to, root, prev_hash, hash, at)
    select ${target.gameId}, 0, ${afterSeq}::bigint + x.i, 'batch', x.k_from, x.k_to, decode(x.root, 'hex'),
      decode(x.prev, 'hex'), decode(x.hash, 'hex'),
      ${target.startsAt}::timestamptz + x.t_us * interval '1 microsecond' + interval '40 milliseconds'
    from unnest(${column(entries, (row) => row.kFrom)}::text::bigint[],
      ${column(entries, (row) => row.kTo)}::text::bigint[],
      ${column(entries, (row) => hex(row.root))}::text::text[],
      ${column(entries, (row) => hex(row.prevHash))}::text::text[],
      ${column(entries, (row) => hex(row.hash))}::text::text[],
      ${column(entries, (row) => row.tUs)}::text::bigint[])
      with ordinality as x (k_from, k_to, root, prev, hash, t_us, i)`;
  const last = entries.at(-1);
  if (!last) return;
  await db`
    update chain_head set seq = ${afterSeq + entries.length}, hash = ${Buffer.from(last.hash)}
    where game_id = ${target.gameId} and shard = 0`;
}

/** The pacer and the counters as they stand after the last play. */
export async function finishGame(
  db: Executor,
  target: HistoryTarget,
  { state, rows }: History,
): Promise<void> {
  const { gameId, startsAt } = target;
  await db`
    update game_pacer set k = ${state.k}, decided = ${rows.length},
      state = ${JSON.stringify(encodeState(state))}::text::jsonb
    where game_id = ${gameId} and shard = 0`;
  await db`
    update game set last_seq = ${rows.length}, floor_seq = ${rows.length},
      committed_at = ${startsAt}::timestamptz - interval '1 day'
    where id = ${gameId}`;
  await db`
    update player_game p set wins = w.wins
    from (select player_id, count(*)::int as wins from play_result
      where game_id = ${gameId} and outcome = 'WIN' group by 1) w
    where p.game_id = ${gameId} and p.player_id = w.player_id`;
  await db`
    insert into rollup_minute (game_id, shard, brand, minute, count)
    select game_id, 0, -1, date_trunc('minute', decided_at, 'UTC'), count(*)::int
    from play_result where game_id = ${gameId} group by 1, 4
    union all
    select game_id, 0, brand, date_trunc('minute', decided_at, 'UTC'), count(*)::int
    from play_result where game_id = ${gameId} and outcome = 'WIN' group by 1, 3, 4`;
}

/** The oldest free coupons of a pool. */
export async function listFreeCoupons(
  db: Executor,
  poolId: string,
  limit: number,
): Promise<number[]> {
  const rows = await db<{ id: number }[]>`
    select id::float8 as id from coupon where pool_id = ${poolId} and state = 'AVAILABLE'
    order by id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** Gives the winners their coupons, seen at the reveal; every third was redeemed within a day of the win. */
export async function giveCoupons(
  db: Executor,
  gameId: string,
  given: readonly Given[],
): Promise<void> {
  await db`
    with won as (
      select x.coupon, x.play, x.prize, r.reveal_at, r.decided_at, x.i,
        least(r.reveal_at + (x.i % 17 + 1) * interval '71 minutes', clock_timestamp()) as used_at
      from unnest(${column(given, (row) => row.couponId)}::text::bigint[],
        ${column(given, (row) => row.playId)}::text::uuid[],
        ${column(given, (row) => row.prizeId)}::text::uuid[]) with ordinality as x (coupon, play, prize, i)
      join play_result r on r.game_id = ${gameId} and r.play_id = x.play
    ), taken as (
      update coupon c set state = case when won.i % 3 = 0 then 'REDEEMED' else 'ISSUED' end::coupon_state,
        play_id = won.play, prize_id = won.prize, reserved_at = won.decided_at, issued_at = won.reveal_at,
        redeemed_at = case when won.i % 3 = 0 then won.used_at end,
        expires_at = won.reveal_at + interval '30 days'
      from won where won.coupon = c.id
      returning c.id, c.brand_id, won.reveal_at, won.used_at, won.i % 3 = 0 as redeemed
    )
    insert into coupon_event (coupon_id, brand_id, kind, actor_kind, at)
    select id, brand_id, 'issued', 'player', reveal_at from taken
    union all
    select id, brand_id, 'redeemed', 'system', used_at from taken where redeemed`;
}
