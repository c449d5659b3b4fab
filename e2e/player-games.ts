// Games for the player's journeys, laid out as publishing lays them out.

import { openDatabase } from "#lib/platform/database.ts";
import { openGame } from "#lib/plays/open-game.ts";
import {
  createBrand,
  createLiveGame,
  createPool,
  type TestGameOptions,
} from "#lib/testing/factories.ts";

export interface JourneyGame {
  readonly slug: string;
  readonly gameId: string;
  readonly codes: readonly string[];
}

interface JourneyOptions extends Omit<TestGameOptions, "prizes" | "openGame" | "secret"> {
  /** Parts of the published document that the factory leaves plain. */
  readonly look?: Readonly<Record<string, string>>;
  readonly rules?: Readonly<Record<string, unknown>>;
}

/**
 * `wins: true`: one play is expected and hundreds of coupons are due, so the pacer gives the first a chance of one.
 * `wins: false`: one coupon for ten million expected plays.
 */
export async function arrangeGame(
  wins: boolean,
  { look, rules, ...options }: JourneyOptions = {},
): Promise<JourneyGame> {
  const url = process.env.DATABASE_URL;
  const secret = process.env.FROLIC_SECRET;
  if (!url || !secret) throw new Error("The journeys need DATABASE_URL and FROLIC_SECRET.");
  const database = openDatabase(url, { max: 1, applicationName: "frolic-e2e" });
  try {
    const { sql } = database;
    const brand = await createBrand(sql, { name: "Corner Roastery" });
    await sql`update brand set monogram = 'CR' where id = ${brand.id}`;
    const quantity = wins ? 200 : 1;
    const pool = await createPool(sql, brand.id, quantity, { secret });
    const game = await createLiveGame(sql, {
      secret,
      openGame: (tx, opened) => openGame(tx, opened),
      prizes: [{ brandId: brand.id, poolId: pool.id, quantity }],
      expectedPlays: wins ? 1 : 10_000_000,
      ...options,
    });
    const shown = { title: "Friday Weekend", ...look };
    await sql`
      update campaign
         set doc = jsonb_set(jsonb_set(doc, '{look}', doc->'look' || ${JSON.stringify(shown)}::text::jsonb),
                             '{rules}', doc->'rules' || ${JSON.stringify(rules ?? {})}::text::jsonb)
       where id = ${game.campaignId}`;
    return { slug: game.campaignSlug, gameId: game.gameId, codes: pool.codes };
  } finally {
    await database.close();
  }
}
