import type { CampaignState, GameDoc, GameState, PrizeDoc } from "#lib/campaigns/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface GameStateRow {
  readonly id: string;
  readonly state: GameState;
  readonly lastSeq: number;
}

/**
 * Games of a campaign in key order, locked: intake locks them in the same order. The heads of their chains come
 * first, as in everything that decides: otherwise a pause could wait for a decision that waits for intake that
 * waits for the pause.
 */
export async function lockGames(db: Executor, campaignId: string): Promise<GameStateRow[]> {
  await db`
    select lock_chain(h.game_id, h.shard) from (
      select game_id, shard from chain_head
       where game_id in (select id from game where campaign_id = ${campaignId})
       order by game_id, shard offset 0) h`;
  return db<GameStateRow[]>`
    select id, state, last_seq::float8 as "lastSeq" from game
    where campaign_id = ${campaignId} order by id for update`;
}

/** The same without locks, for acts that take each game's chain first, as every other change of a pacer does. */
export async function listGameStates(db: Executor, campaignId: string): Promise<GameStateRow[]> {
  return db<GameStateRow[]>`
    select id, state, last_seq::float8 as "lastSeq" from game
    where campaign_id = ${campaignId} order by id`;
}

/** The columns of a published game that may still change. */
export async function updateLiveGame(
  db: Executor,
  game: GameDoc,
  caps: { readonly playsPerNetwork: number; readonly winsPerNetwork: number },
): Promise<void> {
  await db`
    update game set name = ${game.name}, reveal_seconds = ${game.revealSeconds},
      plays_per_player = ${game.playsPerPlayer}, plays_per_network = ${caps.playsPerNetwork},
      wins_per_network = ${caps.winsPerNetwork}
    where id = ${game.id}`;
}

export async function updateLivePrize(db: Executor, prize: PrizeDoc): Promise<void> {
  await db`
    update prize set name = ${prize.name}, quantity = ${prize.quantity}, pool_id = ${prize.poolId}, value_minor = ${prize.valueMinor},
      currency = ${prize.currency}, template = ${JSON.stringify(prize.template)}::text::jsonb
    where id = ${prize.id}`;
}

/** Takes unplayed games back. Their plans and prizes go with them; what their chains said stays. */
export async function deleteGames(db: Executor, campaignId: string): Promise<void> {
  await db`delete from game where campaign_id = ${campaignId} and last_seq = 0`;
}

export interface Transition {
  readonly kind: "game" | "campaign";
  readonly id: string;
  readonly campaignId: string;
  readonly before: CampaignState | GameState;
  readonly after: CampaignState | GameState;
}

/**
 * Moves games to where the database clock says they are. A game that should start inside a paused campaign is
 * paused from its very first second, so that resuming lays its whole plan over what is left. Rows are locked in
 * key order, as intake does.
 */
export async function advanceGames(db: Executor): Promise<Transition[]> {
  const started = await db<Transition[]>`
    with due as (
      select g.id, c.state as campaign_state from game g join campaign c on c.id = g.campaign_id
      where g.state = 'scheduled' and g.starts_at <= clock_timestamp() and c.state <> 'archived'
      order by g.id for update of g)
    update game g set
      state = case when due.campaign_state = 'paused' then 'paused' else 'live' end::game_state,
      paused_at = case when due.campaign_state = 'paused' then g.starts_at else g.paused_at end
    from due where due.id = g.id
    returning 'game' as kind, g.id, g.campaign_id as "campaignId", 'scheduled' as before, g.state as after`;
  const ended = await db<Transition[]>`
    with due as (
      select id, state as before from game
      where state in ('live', 'paused') and ends_at <= clock_timestamp() order by id for update)
    update game g set state = 'ended' from due where due.id = g.id
    returning 'game' as kind, g.id, g.campaign_id as "campaignId", due.before as before, g.state as after`;
  return [...started, ...ended];
}

export async function advanceCampaigns(db: Executor): Promise<Transition[]> {
  const started = await db<Transition[]>`
    with due as (
      select id from campaign where state = 'scheduled' and starts_at <= clock_timestamp()
      order by id for update)
    update campaign c set state = 'live', updated_at = clock_timestamp() from due where due.id = c.id
    returning 'campaign' as kind, c.id, c.id as "campaignId", 'scheduled' as before, c.state as after`;
  const ended = await db<Transition[]>`
    with due as (
      select id, state as before from campaign
      where state in ('live', 'paused') and ends_at <= clock_timestamp() order by id for update)
    update campaign c set state = 'ended', updated_at = clock_timestamp() from due where due.id = c.id
    returning 'campaign' as kind, c.id, c.id as "campaignId", due.before as before, c.state as after`;
  return [...started, ...ended];
}

export interface TellableGame {
  readonly gameId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly endsAt: string;
}

/** What others may be told of a game; undefined for a rehearsal. */
export async function findTellableGame(
  db: Executor,
  gameId: string,
): Promise<TellableGame | undefined> {
  const [row] = await db<TellableGame[]>`
    select g.id as "gameId", g.campaign_id as "campaignId", g.name, wire_time(g.ends_at) as "endsAt"
    from game g join campaign c on c.id = g.campaign_id and c.rehearsal_of is null
    where g.id = ${gameId}`;
  return row;
}
