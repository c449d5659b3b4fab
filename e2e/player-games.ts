// Games for the player's journeys, laid out as publishing lays them out.

import { expect } from "@playwright/test";
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

const heldPartition = 0;

interface JourneyOptions extends Omit<TestGameOptions, "prizes" | "openGame" | "secret"> {
  /** Parts of the published document that the factory leaves plain. */
  readonly look?: Readonly<Record<string, string>>;
  readonly quantity?: number;
  /** Its decisions are going to be held. */
  readonly isHeld?: boolean;
  readonly rules?: Readonly<Record<string, unknown>>;
}

function openStackDatabase() {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("The journeys need DATABASE_URL.");
  return openDatabase(url, { max: 1, applicationName: "frolic-e2e" });
}

/**
 * `wins: true`: one play is expected and hundreds of coupons are due, so the pacer gives the first a chance of one.
 * `wins: false`: one coupon for ten million expected plays.
 */
export async function arrangeGame(
  wins: boolean,
  { look, rules, quantity = wins ? 200 : 1, isHeld = false, ...options }: JourneyOptions = {},
): Promise<JourneyGame> {
  const secret = process.env.FROLIC_SECRET;
  if (!secret) throw new Error("The journeys need FROLIC_SECRET.");
  const database = openStackDatabase();
  try {
    const { sql } = database;
    const brand = await createBrand(sql, { name: "Corner Roastery" });
    await sql`update brand set monogram = 'CR' where id = ${brand.id}`;
    const pool = await createPool(sql, brand.id, quantity, { secret });
    const game = await createLiveGame(sql, {
      secret,
      openGame: (tx, opened) => openGame(tx, opened),
      prizes: [{ brandId: brand.id, poolId: pool.id, quantity }],
      expectedPlays: wins ? 1 : 10_000_000,
      ...options,
    });
    // A held game holds up its whole queue: those games have one of their own, for journeys run side by side.
    await sql`
      update game
         set partition = case when ${isHeld} then ${heldPartition}
                              else greatest(partition, ${heldPartition + 1}) end
       where id = ${game.gameId}`;
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

/** Pauses a game behind the back of those who look at it, as the back office would. */
export async function pauseGame(game: JourneyGame): Promise<void> {
  const database = openStackDatabase();
  try {
    await database.sql`update game set state = 'paused' where id = ${game.gameId}`;
  } finally {
    await database.close();
  }
}

/**
 * For a game arranged with `isHeld`. Nothing of it is decided until the answer is called: every decision locks the
 * row that is held here.
 * Plays are taken in as ever.
 */
export async function holdDecisions(game: JourneyGame): Promise<() => Promise<void>> {
  const database = openStackDatabase();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let tellHeld = () => {};
  const held = new Promise<void>((resolve) => {
    tellHeld = resolve;
  });
  const holding = database.sql.begin(async (tx) => {
    // The product ends a transaction that idles for so long; this one is meant to.
    await tx`set local idle_in_transaction_session_timeout = 0`;
    const rows = await tx`select 1 from game_pacer where game_id = ${game.gameId} for update`;
    expect(rows, "the game has a pacer to hold").toHaveLength(1);
    tellHeld();
    await released;
  });
  await Promise.race([held, holding]);
  return async () => {
    release();
    await holding;
    await database.close();
  };
}
