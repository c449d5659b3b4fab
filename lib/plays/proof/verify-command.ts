// The command `npm run verify`, without its input and output: words and text in, lines and an exit code out.

import type { LogFault } from "#lib/plays/proof/log-fault.ts";
import { UnreadableLogError } from "#lib/plays/proof/log-fault.ts";
import { readLines } from "#lib/plays/proof/read-lines.ts";
import { type LogFacts, type Noted, verifyLog } from "#lib/plays/proof/verify-log.ts";

export interface CommandOutput {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

export const USAGE = `Usage: npm run verify -- FILE [--json] [--commitment HEX] [--key HEX]

  FILE              the log of a game, as its fairness page gives it
  --commitment HEX  the commitment you noted before the game, to be found in the log
  --key HEX         the public key you noted, to be the one behind the signatures
  --json            one line of JSON instead of a report

Exit code 0: verified. 1: something is wrong, and the first of it is named. 2: nothing was checked.`;

/** A plan with a million moments is one line. */
const lineLengthMax = 64 * 2 ** 20;

interface Asked {
  readonly file: string;
  readonly isJson: boolean;
  readonly noted: Noted;
}

class UsageError extends Error {}

function parseWords(words: readonly string[]): Asked {
  let file: string | undefined;
  let isJson = false;
  const noted: { commitment?: string; publicKey?: string } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--json") isJson = true;
    else if (word === "--commitment" || word === "--key") {
      i += 1;
      const value = words[i]?.toLowerCase() ?? "";
      if (!/^(?:[0-9a-f]{2})+$/.test(value)) throw new UsageError(`${word} needs a value in hex.`);
      if (word === "--key") noted.publicKey = value;
      else noted.commitment = value;
    } else if (word.startsWith("-")) throw new UsageError(`Unknown option ${word}.`);
    else if (file !== undefined) throw new UsageError("One file at a time.");
    else file = word;
  }
  if (file === undefined) throw new UsageError("Which file? Name the log of a game.");
  return { file, isJson, noted };
}

/** Everything about the log; `open` reads the file in pieces of text. */
export async function runVerify(
  words: readonly string[],
  open: (file: string) => AsyncIterable<string>,
): Promise<CommandOutput> {
  const isJson = words.includes("--json");
  if (words.includes("--help")) return { code: 0, out: USAGE, err: "" };
  try {
    const { file, noted } = parseWords(words);
    const verdict = await verifyLog(readLines(open(file), lineLengthMax), noted);
    if (isJson) return { code: verdict.ok ? 0 : 1, out: JSON.stringify(verdict), err: "" };
    if (verdict.ok) return { code: 0, out: report(verdict), err: "" };
    return { code: 1, out: faultReport(verdict.fault), err: "" };
  } catch (error) {
    const reason = unreadable(error);
    if (reason === undefined) throw error;
    const hint = error instanceof UsageError ? `\n\n${USAGE}` : "";
    if (isJson) return { code: 2, out: JSON.stringify({ ok: false, unreadable: reason }), err: "" };
    return { code: 2, out: "", err: `${reason}${hint}` };
  }
}

function unreadable(error: unknown): string | undefined {
  if (error instanceof UsageError || error instanceof UnreadableLogError) return error.message;
  if (error instanceof RangeError) return `The file cannot be read: ${error.message}.`;
  if (error instanceof Error && "syscall" in error) {
    return `The file cannot be read: ${error.message}`;
  }
  return undefined;
}

function report(facts: LogFacts): string {
  const signed =
    facts.signatures === 0
      ? "no head is signed yet"
      : `${facts.signatures} signed, the last at entry ${facts.signedTo}`;
  const later = facts.secondChances > 0 ? `, ${facts.secondChances} second chances` : "";
  return [
    `Verified: ${facts.name} (${facts.gameId})`,
    `  commitment  ${facts.commitment}`,
    `  published   ${facts.committedAt ?? "unknown"}`,
    `  plays       ${facts.plays} decided, ${facts.wins} coupons given, ${facts.voids} void${later}`,
    `  chain       ${facts.entries} entries, head ${facts.head}`,
    `  signatures  ${signed}, key ${facts.keyId}`,
    "",
    "Seed, settings and plan open the commitment; every draw, chance, share and prize was computed again.",
    "Compare the commitment with the one you noted before the game, or give it with --commitment.",
  ].join("\n");
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function faultReport(fault: LogFault): string {
  const place = [
    `line ${fault.line}`,
    fault.entry === undefined ? "" : `entry ${fault.entry}`,
    fault.k === undefined ? "" : `row k ${fault.k}`,
    fault.playId === undefined ? "" : `play ${fault.playId}`,
  ];
  return [
    `Not verified: ${fault.why}`,
    `  where     ${place.filter((part) => part !== "").join(", ")}`,
    `  field     ${fault.field}`,
    `  expected  ${shown(fault.expected)}`,
    `  found     ${shown(fault.found)}`,
  ].join("\n");
}
