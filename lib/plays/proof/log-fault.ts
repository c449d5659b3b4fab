import type { LogRecord } from "#lib/plays/proof/log-record.ts";

/** Where a log says otherwise than it must, as far down as it can be told. */
export interface LogFault {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly record: LogRecord["is"] | "file";
  /** Number of the chain's entry, or of the one whose rows are read. */
  readonly entry: number | undefined;
  readonly k: number | undefined;
  readonly playId: string | undefined;
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
  readonly why: string;
}

export type FaultFacts = Pick<LogFault, "field" | "expected" | "found" | "why">;

/** A fault on its way up; the reader adds the place. */
export class Damaged extends Error {
  readonly facts: FaultFacts;
  constructor(facts: FaultFacts) {
    super(facts.why);
    this.facts = facts;
  }
}

/** Refuses unless both are the same, bit for bit. */
export function demand(field: string, found: unknown, expected: unknown, why: string): void {
  if (!isSame(found, expected)) throw new Damaged({ field, expected, found, why });
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b);
  return a.length === b.length && a.every((each, index) => Object.is(each, b[index]));
}

/** Not a log at all, or a line that nobody can read as one. */
export class UnreadableLogError extends Error {
  override readonly name = "UnreadableLogError";
}
