import { join } from "node:path";
import { quarantineShown } from "#lib/coupons/quarantine-shown.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { readWitness } from "#lib/plays/witness.ts";

/** The line to print: how many coupons the witness kept from a second owner. */
export async function quarantineCommand(env: Env, [folder]: readonly string[]): Promise<string> {
  const wins = await readWitness(folder ?? join(env.FROLIC_STATE_DIR, "witness"));
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  try {
    const couponIds = wins.map(({ couponId }) => couponId);
    const ended = await quarantineShown({ sql: database.sql }, { kind: "system" }, couponIds);
    return `${wins.length} wins in the witness files; ${ended} of their coupons were free again and are void now.`;
  } finally {
    await database.close();
  }
}
