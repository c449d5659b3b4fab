// Checks an exposure certificate from its text alone: no database, no network. Names the first thing that is wrong.

import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { toHex } from "#lib/fairness/digest.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import {
  type CertificateHead,
  type CertificateRow,
  type CertificateSeal,
  certificateKind,
  headHash,
  headLine,
  leafOf,
  rootOf,
  rowLine,
  rowsBegin,
  rowsEnd,
  sealLine,
  sealMessage,
} from "#lib/promotions/certificate-text.ts";

export interface CertificateFault {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly part: "head" | "row" | "seal" | "file";
  /** Number of the row, from 1. */
  readonly row?: number;
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
  readonly why: string;
}

export type CertificateVerdict =
  | { readonly ok: true; readonly head: CertificateHead; readonly seal: CertificateSeal }
  | { readonly ok: false; readonly fault: CertificateFault };

/** Not a certificate at all. */
export class UnreadableCertificateError extends Error {
  override readonly name = "UnreadableCertificateError";
}

class Damaged extends Error {
  readonly fault: CertificateFault;
  constructor(fault: CertificateFault) {
    super(fault.why);
    this.fault = fault;
  }
}

const server = z.strictObject({ promoServerId: z.string(), name: z.string() });
const count = z.number().int().min(0);
const headSchema = z.strictObject({
  is: z.literal(certificateKind),
  ...{ issuer: z.string(), issuedAt: z.string(), promotionId: z.string(), campaignId: z.string() },
  ...{ appId: z.string(), appName: z.string(), brand: z.string().nullable() },
  ...{ startsAt: z.string(), endsAt: z.string(), booked: count, delivered: count },
  ...{ missing: count, makegoods: count },
  state: z.enum(["complete", "running", "short"]),
  unbilled: z.strictObject({ promoServers: count, posts: count }),
});
const rowSchema = z.strictObject({
  ...server.shape,
  ...{ number: z.number(), platform: z.string(), guildId: z.string(), variant: z.string() },
  ...{ channelId: z.string().nullable(), messageId: z.string().nullable() },
  ...{ postedAt: z.string(), receivedAt: z.string(), leaf: z.string() },
  makegoodFor: server.nullable(),
});
const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);
const sealSchema = z.strictObject({
  head: hex,
  root: hex,
  keyId: hex,
  publicKey: hex,
  signature: hex,
});

type Place = Pick<CertificateFault, "line" | "part" | "row">;

function demand(
  place: Place,
  facts: Pick<CertificateFault, "field" | "expected" | "found" | "why">,
): void {
  if (!Object.is(facts.expected, facts.found)) throw new Damaged({ ...place, ...facts });
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** A part of the file as JSON of its shape, or the fault that it is not. */
function parsePart<T>(place: Place, text: string, schema: z.ZodType<T>): T {
  const fail = (field: string, why: string): never => {
    throw new Damaged({
      ...place,
      ...{ field, expected: "its form", found: shortened(text), why },
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail("text", "the line is no JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail(issue?.path.join(".") || "text", issue?.message ?? "the line has another form");
}

interface Lines {
  readonly head: string;
  readonly rows: readonly string[];
  readonly seal: string;
}

function splitLines(text: string): Lines {
  const lines = text.split("\n");
  const [head = "", begin] = lines;
  const [end, seal = "", last] = lines.slice(-3);
  if (!head.startsWith(`{"head":{`) || !text.slice(0, 2000).includes(certificateKind)) {
    throw new UnreadableCertificateError("This is not an exposure certificate.");
  }
  const file = (line: number, expected: string, found: string | undefined) =>
    demand(
      { line, part: "file" },
      { field: "text", expected, found, why: "the layout is another" },
    );
  file(2, rowsBegin, begin);
  file(lines.length, "", last);
  file(lines.length - 2, rowsEnd, end);
  return { head, rows: lines.slice(2, -3), seal };
}

function readHead({ head: line }: Lines): CertificateHead {
  const place = { line: 1, part: "head" } as const;
  const text = line.slice(`{"head":`.length, -1);
  const head = parsePart(place, text, headSchema);
  const why = "it is not written as RFC 8785 asks";
  demand(place, { field: "text", expected: headLine(head), found: line, why });
  return head;
}

/** Form, hash, number and promo server of one row; the order of what is checked is that of what is named. */
function readRow(
  head: CertificateHead,
  { rows }: Lines,
  index: number,
  seen: Map<string, number>,
): CertificateRow {
  const place = { line: index + 3, part: "row", row: index + 1 } as const;
  const line = rows[index] ?? "";
  const isLast = index === rows.length - 1;
  const text = isLast ? line : line.slice(0, -1);
  const { leaf, ...row } = parsePart(place, text, rowSchema);
  const computed = toHex(leafOf(sha256, head.promotionId, row));
  const changed = "the row is not the one that was hashed";
  demand(place, { field: "leaf", expected: computed, found: leaf, why: changed });
  const expected = `${rowLine(sha256, head.promotionId, row)}${isLast ? "" : ","}`;
  const why = "it is not written as RFC 8785 asks";
  demand(place, { field: "text", expected, found: line, why });
  const order = "the rows are not numbered 1 to N";
  demand(place, { field: "number", expected: index + 1, found: row.number, why: order });
  const before = seen.get(row.promoServerId);
  const twice = "a promo server is billed twice";
  demand(place, { field: "promoServerId", expected: undefined, found: before, why: twice });
  seen.set(row.promoServerId, row.number);
  const over = "more are billed than were booked";
  demand(place, { field: "number", expected: true, found: row.number <= head.booked, why: over });
  return row;
}

function openKey(place: Place, publicKey: string): KeyObject {
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, "hex"),
      format: "der",
      type: "spki",
    });
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  const why = "it is no Ed25519 key";
  throw new Damaged({ ...place, field: "publicKey", expected: "a key", found: publicKey, why });
}

/** Undefined unless the seal as it stands is signed by its key: then whatever differs from it was changed. */
function signedHead({ seal: line }: Lines): string | undefined {
  const place = { line: 0, part: "seal" } as const;
  try {
    const seal = parsePart(place, line.slice(`"seal":`.length, -1), sealSchema);
    const key = openKey(place, seal.publicKey);
    const isSigned = verify(null, sealMessage(seal), key, Buffer.from(seal.signature, "hex"));
    return isSigned ? seal.head : undefined;
  } catch (error) {
    // What is wrong with the seal is named when its turn comes.
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

/** Before the rows, which are hashed with the promotion of the head. */
function checkHead(head: CertificateHead, expected: string | undefined): void {
  if (expected === undefined) return;
  const why = "the head is not the one that was signed";
  const found = headHash(sha256, head);
  demand({ line: 1, part: "head" }, { field: "head", expected, found, why });
}

function checkSeal(
  lines: Lines,
  head: CertificateHead,
  rows: readonly CertificateRow[],
  publicKey: string | undefined,
): CertificateSeal {
  const place = { line: lines.rows.length + 4, part: "seal" } as const;
  const seal = parsePart(place, lines.seal.slice(`"seal":`.length, -1), sealSchema);
  const check = (field: string, expected: unknown, found: unknown, why: string) =>
    demand(place, { field, expected, found, why });
  check("text", sealLine(seal), lines.seal, "it is not written as RFC 8785 asks");
  const root = rootOf(sha256, head.promotionId, rows);
  check("root", root, seal.root, "the rows are not the ones that were signed");
  checkHead(head, seal.head);
  const key = openKey(place, seal.publicKey);
  const keyId = createHash("sha256").update(Buffer.from(seal.publicKey, "hex")).digest("hex");
  check("keyId", keyId.slice(0, 16), seal.keyId, "the key has another name");
  const isSigned = verify(null, sealMessage(seal), key, Buffer.from(seal.signature, "hex"));
  check("signature", true, isSigned, "the key did not sign this");
  if (publicKey !== undefined) {
    check("publicKey", publicKey, seal.publicKey, "it is not the key you noted");
  }
  return seal;
}

/** What the head counts must be what the rows are. */
function checkCounts(head: CertificateHead, rows: readonly CertificateRow[]): void {
  const check = (field: keyof CertificateHead, expected: unknown) =>
    demand(
      { line: 1, part: "head" },
      { field, expected, found: head[field], why: "the head counts other rows" },
    );
  check("delivered", rows.length);
  check("missing", head.booked - rows.length);
  check("makegoods", rows.filter((row) => row.makegoodFor !== null).length);
  if ((head.state === "complete") !== (head.missing === 0)) check("state", "complete");
}

/** `publicKey`: noted elsewhere, to be the one that signed. */
export function verifyCertificate(text: string, publicKey?: string): CertificateVerdict {
  try {
    const lines = splitLines(text);
    const head = readHead(lines);
    checkHead(head, signedHead(lines));
    const seen = new Map<string, number>();
    const rows = lines.rows.map((_, index) => readRow(head, lines, index, seen));
    const seal = checkSeal(lines, head, rows, publicKey);
    checkCounts(head, rows);
    return { ok: true, head, seal };
  } catch (error) {
    if (error instanceof Damaged) return { ok: false, fault: error.fault };
    throw error;
  }
}
