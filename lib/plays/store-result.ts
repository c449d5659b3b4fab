import type { Executor } from "#lib/platform/database.ts";
import type { PlayOutcome, PlayReason } from "#lib/plays/contract.ts";

/** Where a play stands: whose it is and when its result may be seen, by the database clock. */
export interface PlayPlace {
  readonly playId: string;
  readonly playerId: string;
  readonly gameId: string;
  readonly partition: number;
  readonly revealInMs: number;
}

export async function findPlaces(sql: Executor, playIds: readonly string[]): Promise<PlayPlace[]> {
  const rows = await sql<
    {
      play_id: string;
      player_id: string;
      game_id: string;
      partition: number;
      reveal_in_ms: number;
    }[]
  >`
    select k.play_id, k.player_id, k.game_id, g.partition,
           greatest(0, ceil(extract(epoch from p.reveal_at - clock_timestamp()) * 1000))::int
             as reveal_in_ms
      from unnest(${`{${playIds.join(",")}}`}::text::uuid[]) as asked(play_id)
      join play_key k on k.play_id = asked.play_id
      join play p on p.game_id = k.game_id and p.play_id = k.play_id
      join game g on g.id = k.game_id`;
  return rows.map((row) => ({
    playId: row.play_id,
    playerId: row.player_id,
    gameId: row.game_id,
    partition: row.partition,
    revealInMs: row.reveal_in_ms,
  }));
}

/** A final decision as the ledger has it. */
export interface LedgerResult {
  readonly playId: string;
  readonly playerId: string;
  readonly gameId: string;
  readonly outcome: PlayOutcome;
  readonly reason: PlayReason | undefined;
  readonly prizeId: string | undefined;
  readonly couponId: string | undefined;
}

export async function findResults(
  sql: Executor,
  plays: readonly { readonly playId: string; readonly gameId: string }[],
): Promise<LedgerResult[]> {
  if (plays.length === 0) return [];
  const rows = await sql<
    {
      play_id: string;
      player_id: string;
      game_id: string;
      outcome: PlayOutcome;
      reason: PlayReason;
      prize_id: string | null;
      coupon_id: string | null;
    }[]
  >`
    select r.play_id, r.player_id, r.game_id, r.outcome, r.reason, r.prize_id, r.coupon_id::text
      from unnest(${`{${plays.map(({ gameId }) => gameId).join(",")}}`}::text::uuid[],
                  ${`{${plays.map(({ playId }) => playId).join(",")}}`}::text::uuid[])
             as asked(game_id, play_id)
      join play_result r on r.game_id = asked.game_id and r.play_id = asked.play_id`;
  return rows.map((row) => ({
    playId: row.play_id,
    playerId: row.player_id,
    gameId: row.game_id,
    outcome: row.outcome,
    reason: row.reason,
    prizeId: row.prize_id ?? undefined,
    couponId: row.coupon_id ?? undefined,
  }));
}

export interface OwnedCoupon {
  readonly couponId: string;
  readonly playId: string;
  readonly state: string;
  readonly expiresAtMs: number | undefined;
}

/** Coupons that still belong to the play they were won by. */
export async function findOwnedCoupons(
  sql: Executor,
  wins: readonly { readonly couponId: string; readonly playId: string }[],
): Promise<OwnedCoupon[]> {
  const rows = await sql<
    { id: string; play_id: string; state: string; expires_at_ms: number | null }[]
  >`
    select c.id::text, c.play_id, c.state, (extract(epoch from c.expires_at) * 1000)::float8 as expires_at_ms
      from unnest(${`{${wins.map(({ couponId }) => couponId).join(",")}}`}::text::bigint[],
                  ${`{${wins.map(({ playId }) => playId).join(",")}}`}::text::uuid[])
             as asked(id, play_id)
      join coupon c on c.id = asked.id and c.play_id = asked.play_id`;
  return rows.map((row) => ({
    couponId: row.id,
    playId: row.play_id,
    state: row.state,
    expiresAtMs: row.expires_at_ms ?? undefined,
  }));
}

/**
 * RESERVED → ISSUED for coupons whose owner is about to see the win; answers the plays that still own theirs. Rows
 * are locked in id order, as decide() and the sweeper lock them, and judged under the lock: a coupon that an
 * operator takes back meanwhile is not answered, one that is ISSUED already is answered and not recorded again.
 */
export async function issueCoupons(
  sql: Executor,
  wins: readonly { readonly couponId: string; readonly playId: string }[],
): Promise<Set<string>> {
  const rows = await sql<{ play_id: string }[]>`
    with owned as materialized (
      select c.id, c.brand_id, c.play_id, c.state
        from unnest(${`{${wins.map(({ couponId }) => couponId).join(",")}}`}::text::bigint[],
                    ${`{${wins.map(({ playId }) => playId).join(",")}}`}::text::uuid[])
               as asked(id, play_id)
        join coupon c on c.id = asked.id and c.play_id = asked.play_id
       order by c.id for update of c
    ), issued as (
      update coupon c set state = 'ISSUED', issued_at = clock_timestamp()
        from owned where c.id = owned.id and owned.state = 'RESERVED'
      returning c.id, c.brand_id
    ), recorded as (
      insert into coupon_event (coupon_id, brand_id, kind, actor_kind)
      select id, brand_id, 'issued', 'player' from issued order by id
    )
    select play_id from owned`;
  return new Set(rows.map((row) => row.play_id));
}
