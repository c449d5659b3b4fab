import { removeDemo } from "#lib/demo/remove-demo.ts";
import { seedDemo } from "#lib/demo/seed-demo.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";

async function withDatabase<T>(env: Env, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 4 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The line to print: where the demo is played, if there is one. */
export async function seedDemoCommand(env: Env, args: readonly string[]): Promise<string> {
  const { seeded, slug } = await withDatabase(env, ({ sql }) => {
    const deps = { sql, masterSecret: env.FROLIC_SECRET, nowMs: Date.now() };
    return seedDemo(deps, { ifEmpty: args.includes("--if-empty") });
  });
  if (slug === null) return "No demo campaign: there are others already, or it was removed.";
  const link = `${env.BASE_URL.replace(/\/$/, "")}/p/${slug}`;
  return seeded ? `The demo campaign is live: ${link}` : `The demo campaign is there: ${link}`;
}

export async function removeDemoCommand(env: Env): Promise<string> {
  const removed = await withDatabase(env, ({ sql }) => removeDemo({ sql }, { kind: "system" }));
  return removed ? "The demo is gone." : "There is no demo.";
}
