import type { Database } from "#lib/platform/database.ts";
import type { Child } from "./child.ts";
import { cpuPerPlay, cpuSeconds } from "./cpu-seconds.ts";
import { fillStream, secondsUntil, stageRound } from "./stage.ts";

/** The whole allocator path: stream, pacer, ledger, cache, acknowledgement. Plays per second. */
export async function measureDecided(
  database: Database,
  redisUrl: string,
  worker: Child,
  { plays, round }: { plays: number; round: number },
): Promise<number> {
  const staged = await stageRound(database, round % 16, plays);
  await fillStream(redisUrl, staged);
  await database.sql`checkpoint`;
  const pids = { worker: worker.process.pid };
  const before = cpuSeconds(pids);
  worker.send("start");
  const seconds = await secondsUntil(async () => {
    const [row] = await database.sql`
      select decided from game_pacer where game_id = ${staged.game.gameId}`;
    return Number(row?.decided) >= plays;
  });
  process.stderr.write(`  us of a play: ${cpuPerPlay(before, cpuSeconds(pids), plays)}\n`);
  await worker.ask("stop");
  return plays / seconds;
}
