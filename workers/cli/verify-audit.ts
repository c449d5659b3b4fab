import type { ChainVerdict } from "#lib/identity/audit-chain.ts";
import { auditHeadsFolder } from "#lib/identity/audit-heads-file.ts";
import { verifyAudit } from "#lib/identity/verify-audit.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";

/** A line a chain; throws with the same lines when one of them does not hold. */
export async function verifyAuditCommand(env: Env, [folder]: readonly string[]): Promise<string> {
  const url = env.DATABASE_DIRECT_URL ?? env.DATABASE_URL;
  const database = openDatabase(url, { applicationName: "frolic-cli", max: 1 });
  try {
    const heads = folder ?? auditHeadsFolder(env.FROLIC_STATE_DIR);
    const deps = { sql: database.sql, masterSecret: env.FROLIC_SECRET, folder: heads };
    const verdicts = await verifyAudit(deps, { kind: "system" });
    const lines = verdicts.map(verdictLine).join("\n");
    if (verdicts.some(({ ok }) => !ok)) throw new Error(lines);
    return lines;
  } finally {
    await database.close();
  }
}

const sentences = {
  changed: "was changed after it was sealed",
  missing: "has lost the row before it, or was moved",
  cut: "is the last one that is left: rows behind it are gone",
  rewritten: "is not the row that stood there: the chain was written anew with its seals",
} as const;

function verdictLine(verdict: ChainVerdict): string {
  if (verdict.ok) {
    const { table, rows, signed } = verdict;
    const unsigned = rows === 0 ? "nothing to sign" : "NO SIGNED HEADS to compare with";
    return `${table}: ${rows} rows hold; ${signed > 0 ? `${signed} signed heads agree` : unsigned}.`;
  }
  const { table, id, problem, signedAt } = verdict;
  const against = signedAt === undefined ? "" : ` Signed at ${signedAt}.`;
  return `${table}: BROKEN. Row ${id ?? "(none is left)"} ${sentences[problem]}.${against}`;
}
