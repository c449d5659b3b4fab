// Random batches from three connections against a sequential model: whatever order the database chose, replaying
// the accepted plays in that order through a few lines of plain code must give the same verdicts.

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import { acceptPlays } from "#lib/plays/intake.ts";
import type { IntakePlay, IntakeVerdict } from "#lib/plays/store-intake.ts";
import { insertGame } from "#lib/testing/play-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/stores.ts";

const cap = 4;
let database: TestDatabase;
let connections: Database[];

beforeAll(async () => {
  database = await createTestDatabase();
  connections = [0, 1, 2].map(() => openDatabase(database.url, { max: 1 }));
});
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await database.drop();
});

interface Step {
  readonly player: number;
  readonly game: number;
  readonly id: number;
}

const steps = fc.array(
  fc.array(fc.record({ player: fc.nat(4), game: fc.nat(1), id: fc.nat(40) }), {
    minLength: 1,
    maxLength: 24,
  }),
  { minLength: 6, maxLength: 18 },
);

describe("intake against a sequential model", () => {
  it("agrees for every order the database may choose", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (batches) => {
        const games = await Promise.all(
          [0, 1].map(() => insertGame(database.sql, { playsPerPlayer: cap })),
        );
        const players = Array.from({ length: 5 }, () => randomUUID());
        const ids = Array.from({ length: 41 }, () => randomUUID());
        const playOf = ({ player, game, id }: Step): IntakePlay => ({
          playId: ids[id] ?? "",
          playerId: players[player] ?? "",
          gameId: games[game]?.gameId ?? "",
          network: undefined,
          clientTs: undefined,
          meta: undefined,
        });
        const verdicts: { play: IntakePlay; verdict: IntakeVerdict }[] = [];
        const lanes = connections.map(async (connection, lane) => {
          for (const batch of batches.filter((_, index) => index % 3 === lane)) {
            const plays = batch.map(playOf);
            const answers = await acceptPlays(connection.sql, plays);
            plays.forEach((play, index) => {
              const verdict = answers[index];
              if (verdict instanceof Error) throw verdict;
              if (verdict) verdicts.push({ play, verdict });
            });
          }
        });
        await Promise.all(lanes);
        await judge(
          games.map(({ gameId }) => gameId),
          verdicts,
        );
      }),
      { numRuns: 40 },
    );
  });
});

async function judge(
  gameIds: readonly string[],
  verdicts: readonly { play: IntakePlay; verdict: IntakeVerdict }[],
): Promise<void> {
  const stored = await database.sql`
    select p.play_id, p.player_id, p.game_id, p.seq::int as seq, k.seq::int as key_seq, k.player_id as owner
      from play p join play_key k on k.play_id = p.play_id and k.game_id = p.game_id
     where p.game_id in ${database.sql([...gameIds])} order by p.game_id, p.seq`;
  const owners = new Map(stored.map((row) => [row.play_id, row]));
  for (const gameId of gameIds) {
    const seqs = stored.filter((row) => row.game_id === gameId).map((row) => row.seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    const [game] = await database.sql`select last_seq::int as n from game where id = ${gameId}`;
    expect(game?.n).toBe(seqs.length);
    const counts = await database.sql`
      select player_id, plays from player_game where game_id = ${gameId}`;
    for (const { player_id: playerId, plays } of counts) {
      const accepted = stored.filter((row) => row.game_id === gameId && row.player_id === playerId);
      expect(plays).toBe(accepted.length);
      expect(plays).toBeLessThanOrEqual(cap);
      // Nobody was refused for the limit who did not use it up.
      const refused = verdicts.some(
        ({ play, verdict }) =>
          verdict.code === "play_limit" && play.playerId === playerId && play.gameId === gameId,
      );
      if (refused) expect(plays).toBe(cap);
    }
  }
  const firsts = verdicts.filter(({ verdict }) => verdict.code === "ok");
  expect(firsts.length).toBe(stored.length);
  expect(new Set(firsts.map(({ play }) => play.playId)).size).toBe(stored.length);
  for (const { play, verdict } of verdicts) {
    const owner = owners.get(play.playId);
    if (verdict.code === "play_limit") continue;
    const isMine = owner?.player_id === play.playerId;
    if (verdict.code === "foreign") expect(isMine).toBe(false);
    else if (verdict.code === "conflict") expect(owner?.game_id).not.toBe(play.gameId);
    else {
      expect(["ok", "existing"]).toContain(verdict.code);
      expect(verdict.seq).toBe(owner?.seq);
      expect(isMine && owner?.game_id === play.gameId).toBe(true);
    }
  }
}
