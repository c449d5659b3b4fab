import { join } from "node:path";
import { holdCampaigns } from "#lib/campaigns/hold-campaigns.ts";
import { quarantineShown } from "#lib/coupons/quarantine-shown.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { pauseGame } from "#lib/plays/pause-game.ts";
import { readWitness } from "#lib/plays/witness.ts";

/** The lines to print: how many coupons the witness kept from a second owner, and what waits for a look. */
export async function quarantineCommand(env: Env, [folder]: readonly string[]): Promise<string> {
  const wins = await readWitness(folder ?? join(env.FROLIC_STATE_DIR, "witness"));
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  try {
    const couponIds = wins.map(({ couponId }) => couponId);
    const { sql } = database;
    const clock = { kind: "system" } as const;
    const deps = { sql, plays: { pauseGame } };
    const held = await holdCampaigns(deps, clock, { reason: "the database was restored" });
    const ended = await quarantineShown({ sql }, clock, couponIds);
    return [
      `${wins.length} wins in the witness files; ${ended} of their coupons were free again and are void now.`,
      `Campaigns that stand still until somebody resumes them: ${held}.`,
    ].join("\n");
  } finally {
    await database.close();
  }
}
