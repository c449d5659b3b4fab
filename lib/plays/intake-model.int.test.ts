// Random batches from three connections against a sequential model: whatever order the database chose, replaying
// the batches in that order through a few lines of plain code must give the same verdicts, refusals included.

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
  await database.sql`create sequence batch_order`;
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

interface Case {
  readonly games: readonly string[];
  readonly players: readonly string[];
  readonly ids: readonly string[];
}

async function newCase(): Promise<Case> {
  const games = await Promise.all(
    [0, 1].map(() => insertGame(database.sql, { playsPerPlayer: cap })),
  );
  return {
    games: games.map(({ gameId }) => gameId),
    players: Array.from({ length: 5 }, () => randomUUID()),
    ids: Array.from({ length: 41 }, () => randomUUID()),
  };
}

const playOf = ({ ids, players, games }: Case, { player, game, id }: Step): IntakePlay => ({
  playId: ids[id] ?? "",
  playerId: players[player] ?? "",
  gameId: games[game] ?? "",
  network: undefined,
  clientTs: undefined,
  meta: undefined,
});

/** Runs every third batch on a connection of its own, all three at once. */
async function inLanes<T>(
  batches: readonly T[],
  run: (connection: Database, batch: T) => Promise<void>,
): Promise<void> {
  const lanes = connections.map(async (connection, lane) => {
    for (const batch of batches.filter((_, index) => index % 3 === lane)) {
      await run(connection, batch);
    }
  });
  await Promise.all(lanes);
}

describe("intake against a sequential model", () => {
  it("keeps its books for every order the database may choose", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (batches) => {
        const given = await newCase();
        const verdicts: { play: IntakePlay; verdict: IntakeVerdict }[] = [];
        await inLanes(batches, async (connection, batch) => {
          const plays = batch.map((step) => playOf(given, step));
          const answers = await acceptPlays(connection.sql, plays);
          plays.forEach((play, index) => {
            const verdict = answers[index];
            if (verdict instanceof Error) throw verdict;
            if (verdict) verdicts.push({ play, verdict });
          });
        });
        await judge(given.games, verdicts);
      }),
      { numRuns: 40 },
    );
  });

  it("gives the verdicts of the model, batch by batch", { timeout: 120_000 }, async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (batches) => {
        const given = await newCase();
        const judged: JudgedBatch[] = [];
        await inLanes(batches, async ({ sql }, batch) => {
          const plays = batch.map((step) => playOf(given, step));
          judged.push(await acceptInOrder(sql, plays));
        });
        refused += replayInOrder(judged);
      }),
      { numRuns: 40 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it("would find a refusal that comes one play too early", () => {
    const plays = Array.from({ length: cap }, () => playOf(single, { player: 0, game: 0, id: 0 }));
    const batch = plays.map((play, index) => ({ ...play, playId: `id-${index}` }));
    const verdicts = (refusedAt: number) =>
      batch.map((_, index) => (index === refusedAt ? "play_limit" : "ok"));
    expect(() => replayInOrder([{ order: 1, plays: batch, codes: verdicts(cap) }])).not.toThrow();
    expect(() => replayInOrder([{ order: 1, plays: batch, codes: verdicts(cap - 1) }])).toThrow();
  });
});

const single: Case = { games: ["g"], players: ["p"], ids: ["i"] };

interface JudgedBatch {
  /** Drawn while the batch still held the locks of its games: two batches of one game stand in their true order. */
  readonly order: number;
  readonly plays: readonly IntakePlay[];
  readonly codes: readonly string[];
}

/** One transaction a batch; a batch that lost a race is sent again as a whole, as its order is then another. */
async function acceptInOrder(
  sql: Database["sql"],
  plays: readonly IntakePlay[],
): Promise<JudgedBatch> {
  for (let tries = 1; ; tries++) {
    try {
      return await sql.begin(async (tx) => {
        // A deadlock costs the whole batch here; a second's wait for each would be most of the test.
        await tx`set local deadlock_timeout = '20ms'`;
        const answers = await acceptPlays(tx, plays);
        const codes = answers.map((answer) => {
          if (answer instanceof Error) throw answer;
          return answer.code;
        });
        const [row] = await tx`select nextval('batch_order')::int as n`;
        return { order: row?.n, plays, codes };
      });
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

/** Ids that two players or games claim in one batch are judged last: who has them depends on the first. */
function inJudgedOrder(batch: JudgedBatch, indexes: readonly number[]): number[] {
  const claims = new Map<string, IntakePlay>();
  const later: number[] = [];
  const now = indexes.filter((index) => {
    const play = batch.plays[index];
    if (!play) return false;
    const first = claims.get(play.playId);
    if (!first) claims.set(play.playId, play);
    const isSame = !first || (first.playerId === play.playerId && first.gameId === play.gameId);
    if (!isSame) later.push(index);
    return isSame;
  });
  return later.length > 0 ? [...now, ...inJudgedOrder(batch, later)] : now;
}

/** The model: ids once taken stay taken, and nobody plays a game more than `cap` times. Counts the refusals. */
function replayInOrder(judged: readonly JudgedBatch[]): number {
  const owners = new Map<string, IntakePlay>();
  const used = new Map<string, number>();
  let refused = 0;
  for (const batch of [...judged].sort((a, b) => a.order - b.order)) {
    for (const index of inJudgedOrder(batch, [...batch.plays.keys()])) {
      const play = batch.plays[index];
      const code = batch.codes[index];
      if (!play) continue;
      const owner = owners.get(play.playId);
      const player = `${play.gameId}|${play.playerId}`;
      const plays = used.get(player) ?? 0;
      if (code === "play_limit") {
        // Whether another game took the id a moment before is not said: those batches share no lock.
        const isElsewhere = owner && owner.gameId !== play.gameId;
        expect(plays).toBe(cap);
        expect(owner === undefined || isElsewhere).toBe(true);
        refused += 1;
        continue;
      }
      expect(code).toBe(modelCode(play, owner, plays));
      if (code !== "ok") continue;
      owners.set(play.playId, play);
      used.set(player, plays + 1);
    }
  }
  return refused;
}

function modelCode(play: IntakePlay, owner: IntakePlay | undefined, plays: number): string {
  if (owner && owner.playerId !== play.playerId) return "foreign";
  if (owner && owner.gameId !== play.gameId) return "conflict";
  if (owner) return "existing";
  return plays < cap ? "ok" : "play_limit";
}

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
