import { auditHeadsFolder, signFileAgain } from "#lib/identity/audit-heads-file.ts";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { whatEnded } from "#lib/rotation/purpose-fates.ts";
import { type RotationReport, rotateSecret } from "#lib/rotation/rotate-secret.ts";

/** From FROLIC_SECRET to FROLIC_NEXT_SECRET. Never by arguments: every user of a machine sees those. */
export async function rotateSecretCommand(env: Env): Promise<string> {
  const { FROLIC_SECRET: previous, FROLIC_NEXT_SECRET: next } = env;
  if (next === undefined) {
    throw new Error(
      "Set FROLIC_NEXT_SECRET to the new secret; FROLIC_SECRET is the one until now.",
    );
  }
  const url = env.DATABASE_DIRECT_URL ?? env.DATABASE_URL;
  const database = openDatabase(url, { applicationName: "frolic-cli", max: 1 });
  try {
    const change = { previous, next };
    const report = await rotateSecret({ sql: database.sql }, change);
    const lines = await signFileAgain(auditHeadsFolder(env.FROLIC_STATE_DIR), change);
    return reportLines(report, lines).join("\n");
  } finally {
    await database.close();
  }
}

function reportLines(report: RotationReport, auditHeads: number): string[] {
  const { sealed, codes, secondFactors, heads, adSecrets } = report;
  const columns = Object.entries(sealed).map(([name, count]) => `  ${name.padEnd(36)} ${count}`);
  const counts = [
    ...columns,
    `  ${"hashes of codes".padEnd(36)} ${codes.hashed}`,
    `  ${"second factors".padEnd(36)} ${secondFactors}`,
    `  ${"signed heads of games".padEnd(36)} ${heads}`,
    `  ${"signed heads of the audit chain".padEnd(36)} ${auditHeads}`,
    `  ${"secrets of addresses that ads name".padEnd(36)} ${adSecrets}`,
  ];
  if (!report.isFirst) {
    return ["The change was made already. Carried over since:", ...counts];
  }
  const lost =
    codes.lost > 0 ? [`${codes.lost} codes stay closed: their brand's key is gone.`] : [];
  const invited = report.invitationsEnded.map((email) => `  ${email}`);
  return [
    "Everything that was sealed opens with the new secret, and with the old one no more:",
    ...counts,
    ...lost,
    `${report.sessionsEnded} sessions ended, ${invited.length} invitations${invited.length > 0 ? ":" : "."}`,
    ...invited,
    ...whatEnded(),
    "Start every process with the new secret as FROLIC_SECRET.",
  ];
}
