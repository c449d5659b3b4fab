// The file of signed heads: how long the audit and access chains were and what they came to, hour after hour, outside
// the database. Whoever may rewrite the tables together with their seals cannot sign another past.

import { createHash, sign, verify } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "#lib/fairness/canonical-json.ts";
import { sealedTables } from "#lib/identity/store-seals.ts";
import type { SecretChange } from "#lib/platform/secrets.ts";
import { derivedSigningKey, type SigningKey } from "#lib/platform/signing-key.ts";

const headSchema = z.strictObject({
  chain: z.enum(sealedTables),
  /** How many rows stood in the chain. */
  rows: z.int().positive(),
  /** Hash of the newest of them, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
});
export type AuditHead = Readonly<z.infer<typeof headSchema>>;

const lineSchema = z.strictObject({
  ...headSchema.shape,
  /** SHA-256 of the line before: none can be taken out of the middle. */
  previous: z.string(),
  signature: z.string(),
});

const genesis = "0".repeat(64);

/** A line that was changed, moved, or is signed by another key. */
export class HeadsFileError extends Error {
  override readonly name = "HeadsFileError";
}

export function auditHeadsFolder(stateDir: string): string {
  return join(stateDir, "audit-heads");
}

export function auditKey(masterSecret: string): SigningKey {
  return derivedSigningKey(masterSecret, "audit-signature");
}

/** Each key has a file of its own. */
export function headsFile(folder: string, key: SigningKey): string {
  return join(folder, `${key.keyId}.jsonl`);
}

function messageOf(head: AuditHead, previous: string): Buffer {
  return Buffer.from(canonicalJson({ format: "frolic-audit-head-v1", ...head, previous }));
}

function lineOf(key: SigningKey, head: AuditHead, previous: string): string {
  const signature = sign(null, messageOf(head, previous), key.privateKey).toString("base64");
  return JSON.stringify({ ...head, previous, signature });
}

const hashOf = (line: string) => createHash("sha256").update(line).digest("hex");

interface HeadsRead {
  readonly heads: readonly AuditHead[];
  /** Of the last whole line. */
  readonly last: string;
  /** Where it ends: what follows was cut short by a crash and was never told to be there. */
  readonly bytes: number;
}

function readLine(key: SigningKey, line: string, previous: string): AuditHead | undefined {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = lineSchema.safeParse(content);
  if (!parsed.success || parsed.data.previous !== previous) return undefined;
  const { signature, previous: _, ...head } = parsed.data;
  const isSigned = verify(
    null,
    messageOf(head, previous),
    key.publicKey,
    Buffer.from(signature, "base64"),
  );
  return isSigned ? head : undefined;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    // None was signed yet.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** Every head of a file, each checked; throws with the line that is not as it was written. */
export async function readHeads(file: string, key: SigningKey): Promise<HeadsRead> {
  const text = await textOf(file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const heads: AuditHead[] = [];
  let last = genesis;
  for (const [index, line] of whole.split("\n").slice(0, -1).entries()) {
    const head = readLine(key, line, last);
    if (!head) {
      throw new HeadsFileError(`${file}, line ${index + 1}: changed, or signed by another key.`);
    }
    heads.push(head);
    last = hashOf(line);
  }
  return { heads, last, bytes: Buffer.byteLength(whole) };
}

function linesOf(key: SigningKey, heads: readonly AuditHead[], after: string): string {
  let previous = after;
  return heads
    .map((head) => {
      const line = lineOf(key, head, previous);
      previous = hashOf(line);
      return `${line}\n`;
    })
    .join("");
}

/** Adds heads behind what was read; resolves when they are on the disk. One writer a file at a time. */
export async function appendHeads(
  folder: string,
  key: SigningKey,
  { last, bytes }: HeadsRead,
  heads: readonly AuditHead[],
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(headsFile(folder, key), "a", 0o600);
  try {
    await file.truncate(bytes);
    await file.appendFile(linesOf(key, heads, last));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/**
 * After a change of the master secret: what the previous key signed, checked and signed by the next one, in its file.
 * Answers how many; 0 when there is nothing, or the next key's file is there already.
 */
export async function signFileAgain(folder: string, change: SecretChange): Promise<number> {
  const [previous, next] = [auditKey(change.previous), auditKey(change.next)];
  const { heads } = await readHeads(headsFile(folder, previous), previous);
  const target = headsFile(folder, next);
  const names = heads.length === 0 ? [] : await readdir(folder);
  if (heads.length === 0 || names.includes(`${next.keyId}.jsonl`)) return 0;
  const part = await open(`${target}.part`, "w", 0o600);
  try {
    await part.writeFile(linesOf(next, heads, genesis));
    await part.datasync();
  } finally {
    await part.close();
  }
  await rename(`${target}.part`, target);
  return heads.length;
}
