import type { GameDoc, GameState, PrizeDoc } from "#lib/campaigns/contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface NewGame {
  readonly campaignId: string;
  readonly timeZone: string;
  readonly position: number;
  readonly state: GameState;
  readonly game: GameDoc;
  readonly playsPerNetwork: number;
  readonly winsPerNetwork: number;
  readonly partition: number;
  readonly seedCt: Buffer;
  readonly commitment: Uint8Array;
  /** Openings and closings in turn, in microseconds of active time; empty: always open. */
  readonly openUs: readonly number[];
}

export async function insertGame(db: Executor, row: NewGame): Promise<void> {
  const { game } = row;
  const { mode, closeWith } = pacingOf(game);
  await db`
    insert into game (id, campaign_id, slug, name, position, state, starts_at, ends_at, reveal_seconds,
      plays_per_player, wins_per_player, plays_per_day, time_zone, plays_per_network, wins_per_network,
      who_may_play, pacing_mode, close_with, partition, seed_ct, commitment, committed_at, open_us)
    values (${game.id}, ${row.campaignId}, ${game.slug}, ${game.name}, ${row.position}, ${row.state},
      ${game.startsAt}, ${game.endsAt}, ${game.revealSeconds}, ${game.playsPerPlayer},
      ${game.winsPerPlayer}, ${game.playsPerDay}, ${row.timeZone}, ${row.playsPerNetwork},
      ${row.winsPerNetwork}, ${game.whoMayPlay}, ${mode}, ${closeWith}, ${row.partition}, ${row.seedCt},
      ${Buffer.from(row.commitment)}, clock_timestamp(),
      ${row.openUs.length > 0 ? `{${row.openUs.join(",")}}` : null}::text::bigint[])`;
}

export async function insertPrize(
  db: Executor,
  gameId: string,
  position: number,
  prize: PrizeDoc,
): Promise<void> {
  await db`
    insert into prize (id, game_id, brand_id, pool_id, position, name, quantity, weight, wins_per_player,
      value_minor, currency, template)
    values (${prize.id}, ${gameId}, ${prize.brandId}, ${prize.poolId}, ${position}, ${prize.name},
      ${prize.quantity}, ${prize.weight}, ${prize.winsPerPlayer}, ${prize.valueMinor},
      ${prize.currency}, ${JSON.stringify(prize.template)}::text::jsonb)`;
}

export interface NewPlan {
  readonly gameId: string;
  readonly revision: number;
  readonly durationS: number;
  readonly plan: Uint8Array;
  readonly finishShare: number;
  /** PacerConfig as JSON text. */
  readonly config: string;
  readonly committed: string | null;
}

export async function insertPlan(db: Executor, row: NewPlan): Promise<void> {
  await db`
    insert into game_plan (game_id, revision, duration_s, plan, finish_share, config, committed)
    values (${row.gameId}, ${row.revision}, ${row.durationS}, ${Buffer.from(row.plan)},
      ${row.finishShare}, ${row.config}::text::jsonb, ${row.committed})`;
}
