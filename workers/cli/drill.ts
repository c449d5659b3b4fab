import { parseArgs } from "node:util";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { type DrillReport, drillPlayersDefault, drillPlayersMax } from "#lib/rehearsal/contract.ts";
import {
  findOrder,
  noteEnd,
  noteProgress,
  requireStagedGame,
  wipedSentence,
} from "#lib/rehearsal/drill-run.ts";
import { runDrill } from "#workers/drill/run-drill.ts";

const options = {
  game: { type: "string" },
  players: { type: "string" },
  url: { type: "string" },
  json: { type: "boolean", default: false },
  /** Of a drill that was ordered in the product: how the worker's role runs it. */
  run: { type: "string" },
} as const;

/** The lines to print. */
export async function drillCommand(env: Env, args: readonly string[]): Promise<string> {
  const { values } = parseArgs({ args: [...args], options });
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-drill", max: 4 });
  const url = (values.url ?? env.BASE_URL).replace(/\/$/, "");
  try {
    if (values.run !== undefined) return await runOrdered(database, env, values.run, url);
    const players = Number(values.players ?? drillPlayersDefault);
    if (!Number.isInteger(players) || players < 1 || players > drillPlayersMax) {
      throw new RangeError(`--players is a number from 1 to ${drillPlayersMax}.`);
    }
    const gameId = fromPublicId("gme", values.game ?? "") ?? values.game ?? "";
    const { report } = await stormGame(database, env, { gameId, players, url });
    if (!report) return wipedSentence;
    return values.json ? JSON.stringify(report) : reportLines(report);
  } finally {
    await database.close();
  }
}

async function stormGame(
  database: Database,
  env: Env,
  asked: { readonly gameId: string; readonly players: number; readonly url: string },
  beat: Parameters<typeof runDrill>[1]["beat"] = async () => false,
) {
  if (!/^[0-9a-f-]{36}$/i.test(asked.gameId)) {
    throw new RangeError("--game takes the id that the page of the rehearsal shows.");
  }
  const game = await requireStagedGame(database.sql, asked.gameId);
  const { players, url } = asked;
  return await runDrill(
    { database, masterSecret: env.FROLIC_SECRET },
    { game, players, url, beat },
  );
}

async function runOrdered(database: Database, env: Env, drillId: string, url: string) {
  const { sql } = database;
  const order = await findOrder(sql, drillId);
  if (!order) return "No such drill is to be run.";
  try {
    const beat = (progress: Parameters<typeof noteProgress>[2]) =>
      noteProgress(sql, drillId, progress);
    const end = await stormGame(database, env, { ...order, url }, beat);
    await noteEnd(sql, drillId, end);
    return end.report ? reportLines(end.report) : wipedSentence;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await noteEnd(sql, drillId, { error: message });
    throw error;
  }
}

function reportLines(report: DrillReport): string {
  const { lateMs, machine } = report;
  return [
    `accepted    ${report.accepted} of ${report.players} in ${report.acceptS} s (${report.acceptedPerS} a second)`,
    `decided     ${report.decided}, ${report.wins} wins`,
    `delivered   ${report.delivered} of ${report.accepted}, ${report.deliveredBySocket} of them by socket`,
    `late        p50 ${lateMs.p50} ms, p99 ${lateMs.p99} ms, max ${lateMs.max} ms`,
    `429         ${report.tooMany}; ${report.retryAfterHonoured} players came again when told and were taken`,
    `lost        ${report.lost}`,
    `doubled     ${report.doubled}`,
    `ledger      ${report.verdict}`,
    `machine     ${machine.cpus} × ${machine.model}, ${machine.memoryGb} GB`,
  ].join("\n");
}
