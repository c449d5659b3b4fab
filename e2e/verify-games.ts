// Games that are over, for the pages that show a draw to be fair: played through the public API, ended by the clock
// and revealed by the product itself.

import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { insertPlays } from "#lib/plays/store-intake.ts";
import { arrangeGame, type JourneyGame } from "./player-games.ts";

export interface PlayedGame extends JourneyGame {
  readonly plays: readonly string[];
}

export async function withDatabase<T>(run: (sql: Database["sql"]) => Promise<T>): Promise<T> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("The journeys need DATABASE_URL.");
  const database = openDatabase(url, { max: 1, applicationName: "frolic-e2e" });
  try {
    return await run(database.sql);
  } finally {
    await database.close();
  }
}

/** One player pulls so many times; `wins` as arrangeGame() has it. */
export async function playGame(
  page: Page,
  { wins, pulls, quantity }: { wins: boolean; pulls: number; quantity?: number },
): Promise<PlayedGame> {
  const game = await arrangeGame(wins, {
    revealSeconds: 2,
    playsPerPlayer: 10,
    winsPerPlayer: 10,
    ...(quantity === undefined ? {} : { quantity }),
  });
  const { gameId } = game;
  const plays: string[] = [];
  // As a page of ours sends it: what comes from elsewhere is refused.
  const headers = { origin: new URL(process.env.BASE_URL ?? "http://localhost:3000").origin };
  const token = await page.request.post("/api/players", { data: { gameId }, headers });
  expect(token.status()).toBe(201);
  for (let pull = 0; pull < pulls; pull++) {
    const playId = randomUUID();
    const answer = await page.request.post("/api/plays", { data: { playId, gameId }, headers });
    expect(answer.status(), await answer.text()).toBe(202);
    plays.push(playId);
  }
  return { ...game, plays };
}

/** A play that could not be decided, as the sweeper ends it: taken in and voided before anybody can decide it. */
export async function voidOnePlay(game: JourneyGame): Promise<string> {
  const playId = randomUUID();
  await withDatabase((sql) =>
    sql.begin(async (tx) => {
      const about = { network: undefined, clientTs: undefined, meta: undefined };
      const { gameId } = game;
      const [verdict] = await insertPlays(tx, [
        { playId, gameId, playerId: randomUUID(), ...about },
      ]);
      expect(verdict?.code).toBe("ok");
      await tx`select void_play(${gameId}, 0::smallint, ${playId})`;
    }),
  );
  return playId;
}

/** Lets the end of a game pass; the product closes it and publishes its seed by itself. */
export async function endAndReveal(game: JourneyGame): Promise<void> {
  await withDatabase(async (sql) => {
    await expect
      .poll(async () => {
        const [row] = await sql`
          select g.last_seq = gp.decided as "isDecided" from game g join game_pacer gp on gp.game_id = g.id
           where g.id = ${game.gameId}`;
        return row?.isDecided;
      })
      .toBe(true);
    await sql`update game set ends_at = clock_timestamp() where id = ${game.gameId}`;
    await expect
      .poll(
        async () => {
          const rows = await sql`select 1 from revealed_seed where game_id = ${game.gameId}`;
          return rows.length;
        },
        { timeout: 40_000 },
      )
      .toBe(1);
  });
}

/** Changes a decided play as only the owner of the database can: the guards are switched off for it. */
export async function tamperWith(playId: string): Promise<void> {
  await withDatabase((sql) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      const changed = await tx`
        update play_result set chance = chance * 0.5 where play_id = ${playId} returning 1`;
      expect(changed).toHaveLength(1);
    }),
  );
}
