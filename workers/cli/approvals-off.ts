import { waiveApprovals } from "#lib/approvals/switch-approvals.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";

/** The line to print: whether one person is enough again. Works with the owner's login only. */
export async function approvalsOffCommand(env: Env, [reason]: readonly string[]): Promise<string> {
  if (!reason) throw new Error("Say why: approvals-off REASON. It stands in the log of changes.");
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  try {
    const wasOn = await waiveApprovals({ sql: database.sql }, { kind: "system" }, { reason });
    return wasOn
      ? "One person is enough again; the log of changes says that the operator turned it off."
      : "Nothing was on: one person is enough already.";
  } finally {
    await database.close();
  }
}
