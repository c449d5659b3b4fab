// A change of the master secret: everything at rest that depends on it, from the old one to the new one, in one
// transaction. Either all of it opens with the new secret afterwards, or all of it with the old one.

import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import {
  deriveKey,
  type KeyPurpose,
  keptKeyAad,
  reseal,
  type SecretChange,
  seal,
} from "#lib/platform/secrets.ts";
import { type CodeCounts, rehashCodes } from "#lib/rotation/rotate-codes.ts";
import {
  carrySecondFactors,
  renewAdSecrets,
  signHeadsAgain,
} from "#lib/rotation/rotate-derived.ts";
import { RotationRefused } from "#lib/rotation/rotation-refused.ts";
import { type SealedColumn, sealedColumns } from "#lib/rotation/sealed-columns.ts";
import { endInvitations, endSessions } from "#lib/rotation/store-derived.ts";
import {
  hasKeptKey,
  insertKeptKey,
  listProcesses,
  listSealed,
  takeOver,
  writeSealed,
} from "#lib/rotation/store-sealed.ts";

/** What these keys made stands in rows and could not be made anew. */
const keptPurposes = ["partner-player-id", "allocation"] as const satisfies readonly KeyPurpose[];

/** Goes from one secret to the other exactly once a change. */
const keptKeyColumn = "kept_key.sealed_key";

const secretLengthMin = 32;

export interface RotationDeps {
  readonly sql: Sql;
  /** Where tests break the act off. */
  readonly checkpoint?: (step: "sealed" | "hashed" | "signed") => Promise<void>;
}

export interface RotationReport {
  /** False: an earlier run has made the change already; what is counted was written by a straggler since. */
  readonly isFirst: boolean;
  /** `table.column` and how many of its values were sealed anew. */
  readonly sealed: Readonly<Record<string, number>>;
  readonly codes: CodeCounts;
  readonly secondFactors: number;
  readonly heads: number;
  readonly adSecrets: number;
  readonly sessionsEnded: number;
  /** Addresses of people to invite again. */
  readonly invitationsEnded: readonly string[];
}

/**
 * For the operator alone, who holds both secrets; no process of the product may run meanwhile. May be repeated: what is
 * under the new secret already stays, and what a straggler wrote under the old one is carried over. Refuses, with
 * nothing changed, as soon as something opens with neither.
 */
export async function rotateSecret(
  deps: RotationDeps,
  change: SecretChange,
): Promise<RotationReport> {
  requireChange(change);
  return deps.sql.begin(async (tx) => {
    const running = await listProcesses(tx);
    if (running.length > 0) {
      throw new RotationRefused(
        `Stop the product first: ${running.join(", ")} would go on with the old secret. Nothing was changed.`,
      );
    }
    await takeOver(tx);
    const sealed = await resealColumns(tx, change);
    const isFirst = (await keepKeys(tx, change)) || keptKeyColumn in sealed;
    await deps.checkpoint?.("sealed");
    const codes = await rehashCodes(tx, change);
    await deps.checkpoint?.("hashed");
    const secondFactors = await carrySecondFactors(tx, change);
    const heads = await signHeadsAgain(tx, change);
    const adSecrets = await renewAdSecrets(tx, change);
    await deps.checkpoint?.("signed");
    const sessionsEnded = isFirst ? await endSessions(tx) : 0;
    const invitationsEnded = isFirst ? await endInvitations(tx) : [];
    const counts = { sealed, codes, secondFactors, heads, adSecrets, sessionsEnded };
    const report = { isFirst, ...counts, invitationsEnded };
    if (isFirst) await record(tx, { ...counts, invitationsEnded: invitationsEnded.length });
    return report;
  });
}

function requireChange({ previous, next }: SecretChange): void {
  if (next.length < secretLengthMin) {
    throw new RotationRefused(`The new secret needs at least ${secretLengthMin} characters.`);
  }
  if (next === previous) throw new RotationRefused("The new secret is the old one.");
}

async function resealColumns(
  tx: Executor,
  change: SecretChange,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const column of sealedColumns) {
    const count = await resealColumn(tx, change, column);
    if (count > 0) counts[`${column.table}.${column.column}`] = count;
  }
  return counts;
}

async function resealColumn(
  tx: Executor,
  change: SecretChange,
  column: SealedColumn,
): Promise<number> {
  const { table, purpose, aad } = column;
  const fresh: { key: string; sealed: Buffer }[] = [];
  for (const { key, bound, sealed } of await listSealed(tx, column)) {
    const outcome = reseal(change, { purpose, sealed, aad: aad(bound) });
    if (outcome.kind === "foreign") {
      throw new RotationRefused(
        `Neither secret opens ${table}.${column.column} of ${key}. Nothing was changed.`,
      );
    }
    if (outcome.kind === "resealed") fresh.push({ key, sealed: outcome.sealed });
  }
  if (fresh.length > 0) await writeSealed(tx, column, fresh);
  return fresh.length;
}

/** Those that an earlier change kept were sealed anew with the columns. Answers whether there were none. */
async function keepKeys(tx: Executor, { previous, next }: SecretChange): Promise<boolean> {
  let isFirst = false;
  for (const purpose of keptPurposes) {
    if (await hasKeptKey(tx, purpose)) continue;
    const key = deriveKey(previous, purpose);
    const sealed = seal(deriveKey(next, "kept-key"), key, keptKeyAad(purpose));
    await insertKeptKey(tx, purpose, sealed);
    isFirst = true;
  }
  return isFirst;
}

async function record(tx: Executor, after: object): Promise<void> {
  await writeAudit(tx, {
    actor: { kind: "system" },
    action: "secret.rotated",
    subjectKind: "installation",
    subjectId: "secret",
    after,
  });
}
