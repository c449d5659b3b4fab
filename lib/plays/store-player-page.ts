import type { Executor } from "#lib/platform/database.ts";

export interface PublishedCampaign {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly revision: number;
  /** The document in force: that of the revision, never the draft under edit. */
  readonly doc: unknown;
  readonly publishedAt: Date | null;
  readonly isRehearsal: boolean;
  readonly now: Date;
}

/** By slug; drafts and archived campaigns have no public page. */
export async function findPublishedCampaign(
  sql: Executor,
  slug: string,
): Promise<PublishedCampaign | undefined> {
  const [row] = await sql<
    {
      id: string;
      slug: string;
      name: string;
      time_zone: string;
      revision: number;
      doc: unknown;
      published_at_ms: number | null;
      is_rehearsal: boolean;
      now_ms: number;
    }[]
  >`
    select c.rehearsal_of is not null as is_rehearsal, c.id, c.slug, c.name, c.time_zone, c.revision, coalesce(r.doc, c.doc) as doc,
           (extract(epoch from c.published_at) * 1000)::float8 as published_at_ms,
           (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
      from campaign c
      left join campaign_revision r on r.campaign_id = c.id and r.revision = c.revision
     where c.slug = ${slug} and c.state not in ('draft', 'archived')`;
  return row
    ? {
        id: row.id,
        slug: row.slug,
        name: row.name,
        timeZone: row.time_zone,
        revision: row.revision,
        doc: row.doc,
        publishedAt: row.published_at_ms === null ? null : new Date(row.published_at_ms),
        isRehearsal: row.is_rehearsal,
        now: new Date(row.now_ms),
      }
    : undefined;
}

export interface PublishedGame {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly state: "scheduled" | "live" | "paused" | "ended";
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly revealSeconds: number;
  readonly playsPerPlayer: number;
  readonly playsPerDay: boolean;
  readonly winsPerPlayer: number;
  readonly whoMayPlay: "anonymous" | "identified";
}

export async function listPublishedGames(
  sql: Executor,
  campaignId: string,
): Promise<PublishedGame[]> {
  const rows = await sql<
    {
      id: string;
      slug: string;
      name: string;
      state: PublishedGame["state"];
      starts_at_ms: number;
      ends_at_ms: number;
      reveal_seconds: number;
      plays_per_player: number;
      plays_per_day: boolean;
      wins_per_player: number;
      who_may_play: PublishedGame["whoMayPlay"];
    }[]
  >`
    select id, slug, name, state, reveal_seconds, plays_per_player, plays_per_day, wins_per_player, who_may_play,
           (extract(epoch from starts_at) * 1000)::float8 as starts_at_ms,
           (extract(epoch from ends_at) * 1000)::float8 as ends_at_ms
      from game where campaign_id = ${campaignId} and state <> 'draft' order by position, id`;
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    state: row.state,
    startsAt: new Date(row.starts_at_ms),
    endsAt: new Date(row.ends_at_ms),
    revealSeconds: row.reveal_seconds,
    playsPerPlayer: row.plays_per_player,
    playsPerDay: row.plays_per_day,
    winsPerPlayer: row.wins_per_player,
    whoMayPlay: row.who_may_play,
  }));
}

export interface PublishedPrize {
  readonly gameId: string;
  readonly name: string;
  readonly headline: string | null;
  readonly brand: string;
  readonly monogram: string;
  readonly quantity: number;
}

export async function listPublishedPrizes(
  sql: Executor,
  gameIds: readonly string[],
): Promise<PublishedPrize[]> {
  const rows = await sql<
    {
      game_id: string;
      name: string;
      headline: string | null;
      brand: string;
      monogram: string;
      quantity: number;
    }[]
  >`
    select p.game_id, p.name, nullif(p.template->>'headline', '') as headline, b.name as brand, b.monogram,
           p.quantity
      from prize p join brand b on b.id = p.brand_id
     where p.game_id = any (${`{${gameIds.join(",")}}`}::text::uuid[])
     order by p.game_id, p.position`;
  return rows.map((row) => ({
    gameId: row.game_id,
    name: row.name,
    headline: row.headline,
    brand: row.brand,
    monogram: row.monogram,
    quantity: row.quantity,
  }));
}
