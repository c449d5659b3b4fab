import { randomUUID } from "node:crypto";
import type { Executor } from "#lib/platform/database.ts";

export interface GameFixture {
  readonly gameId: string;
  readonly campaignId: string;
  readonly prizeId: string;
  readonly brandId: string;
}

export interface GameOptions {
  readonly state?: "draft" | "scheduled" | "live" | "paused" | "ended";
  /** Seconds from the database's now. */
  readonly startsInS?: number;
  readonly endsInS?: number;
  readonly playsPerPlayer?: number;
  readonly winsPerPlayer?: number;
  readonly playsPerDay?: boolean;
  readonly playsPerNetwork?: number;
  readonly timeZone?: string;
  readonly revealSeconds?: number;
  readonly whoMayPlay?: "anonymous" | "identified";
  readonly quantity?: number;
  readonly partition?: number;
  readonly hallMode?: boolean;
  /** Opening hours in seconds from the start: opens, closes, opens … */
  readonly openS?: readonly number[];
}

/** A campaign with one game and one prize line, as publishing would lay it out, without codes. */
export async function insertGame(sql: Executor, options: GameOptions = {}): Promise<GameFixture> {
  const slug = `t-${randomUUID().slice(0, 13)}`;
  const startsInS = options.startsInS ?? -60;
  const endsInS = options.endsInS ?? 3600;
  const state = options.state ?? "live";
  const [campaign] = await sql`
    insert into campaign (slug, name, state, time_zone, starts_at, ends_at, doc, revision, hall_mode)
    values (${slug}, 'Test', 'live', ${options.timeZone ?? "UTC"},
      now() + make_interval(secs => ${startsInS}), now() + make_interval(secs => ${endsInS}), '{}', 1,
      ${options.hallMode ?? false})
    returning id`;
  const [game] = await sql`
    insert into game (campaign_id, slug, name, position, state, starts_at, ends_at, reveal_seconds,
      plays_per_player, wins_per_player, plays_per_day, plays_per_network, time_zone, who_may_play, partition, open_us)
    values (${campaign?.id}, 'g', 'Reel', 0, ${state}, now() + make_interval(secs => ${startsInS}),
      now() + make_interval(secs => ${endsInS}), ${options.revealSeconds ?? 10},
      ${options.playsPerPlayer ?? 1000}, ${options.winsPerPlayer ?? 1}, ${options.playsPerDay ?? false},
      ${options.playsPerNetwork ?? 0}, ${options.timeZone ?? "UTC"}, ${options.whoMayPlay ?? "anonymous"},
      ${options.partition ?? 3},
      ${options.openS ? `{${options.openS.map((s) => s * 1e6).join(",")}}` : null}::text::bigint[])
    returning id`;
  const [brand] = await sql`
    insert into brand (name, slug, monogram) values ('Roast & Co', ${slug}, 'RC') returning id`;
  const template = { headline: "A free coffee", terms: "One each", howToRedeem: "", redeemUrl: "" };
  const [prize] = await sql`
    insert into prize (game_id, brand_id, position, name, quantity, template)
    values (${game?.id}, ${brand?.id}, 0, 'Coffee', ${options.quantity ?? 10},
      ${JSON.stringify({ ...template, expiresAfterDays: null })})
    returning id`;
  return { gameId: game?.id, campaignId: campaign?.id, prizeId: prize?.id, brandId: brand?.id };
}
