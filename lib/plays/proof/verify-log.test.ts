import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "#lib/platform/node-digest.ts";
import { type LogFault, UnreadableLogError } from "#lib/plays/proof/log-fault.ts";
import { type LogOf, recordText } from "#lib/plays/proof/log-record.ts";
import { readLines } from "#lib/plays/proof/read-lines.ts";
import { type Noted, verifyLog } from "#lib/plays/proof/verify-log.ts";
import { playedLog } from "#lib/testing/log-fixture.ts";

const log = playedLog();
const rowLines = log.lines.flatMap((line, i) => (line.startsWith('{"is":"row"') ? [i] : []));
const recordAt = (line: number) => JSON.parse((log.lines[line] ?? "").replace(/,$/, ""));
const rowAt = (k: number): LogOf<"row"> => recordAt(log.lineOfRow(k) - 1);
const entries = log.lines.flatMap((line, i) => (line.startsWith('{"is":"entry"') ? [i] : []));

async function faultOf(lines: Iterable<string>, noted?: Noted): Promise<LogFault> {
  const verdict = await verifyLog(lines, noted);
  if (verdict.ok) throw new Error("nothing was found");
  return verdict.fault;
}

/** The log with one record changed by somebody who knows how to write a sum. */
function forged(line: number, change: Record<string, unknown>): string[] {
  const { sum: _, ...record } = recordAt(line);
  const comma = log.lines[line]?.endsWith(",") ? "," : "";
  return log.lines.with(line, `${recordText(sha256, { ...record, ...change })}${comma}`);
}

describe("the public log of a game", () => {
  test("is verified as it was written, with all that happened in its game", async () => {
    const verdict = await verifyLog(log.lines);
    expect(verdict).toMatchObject({ ok: true, plays: 60, voids: 1, signatures: 2 });
    const kinds = entries.map((line) => recordAt(line).kind);
    expect(new Set(kinds)).toEqual(
      new Set([
        ...["genesis", "batch", "rebuild", "pause", "resume", "correction", "intake"],
        ...["second_chance", "reveal"],
      ]),
    );
    // Something is won of both prize lines, and something is refused: else the tests below would show nothing.
    const rows = rowLines.map((line) => recordAt(line) as LogOf<"row">);
    expect(rows.filter(({ coupon }) => coupon !== undefined).length).toBeGreaterThan(5);
    expect(rows.some(({ brand, coupon }) => brand === 1 && coupon === undefined)).toBe(true);
  });

  test.each(["slot", "odds", "moments", "hybrid"] as const)(
    "is verified in the mode %s",
    async (mode) => {
      const { lines } = playedLog(60, { mode, slotGranularity: 600, odds: 0.2, minP: 0.1 });
      expect(await verifyLog(lines)).toMatchObject({ ok: true });
    },
  );

  test("holds to what somebody noted before the game", async () => {
    const { commitment, publicKey } = recordAt(1) as LogOf<"game">;
    expect(await verifyLog(log.lines, { commitment, publicKey })).toMatchObject({ ok: true });
    const other = commitment.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    expect(await faultOf(log.lines, { commitment: other })).toMatchObject({ field: "commitment" });
    expect(await faultOf(log.lines, { publicKey: other })).toMatchObject({ field: "publicKey" });
  });
});

describe("one changed byte", () => {
  test("is found wherever it is, and in a row the row is named", async () => {
    const offsets: number[] = [];
    let at = 0;
    for (const line of log.lines) {
      offsets.push(at);
      at += line.length + 1;
    }
    const size = log.text.length - 1;
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.integer({ min: 32, max: 126 }), async (where, code) => {
        const byte = String.fromCharCode(code);
        fc.pre(log.text[where] !== byte);
        const text = log.text.slice(0, where) + byte + log.text.slice(where + 1);
        const line = offsets.findLastIndex((offset) => offset <= where);
        const fault = await verifyLog(readLines([text], 1e6)).then(
          (verdict) => (verdict.ok ? undefined : verdict.fault),
          (error: unknown) => error,
        );
        expect(fault).toBeDefined();
        // The first lines say what the file is: without them there is nothing to check.
        if (fault instanceof UnreadableLogError) expect(line).toBeLessThan(2);
        else if (rowLines.includes(line)) {
          expect(fault).toMatchObject({ line: line + 1, k: rowLines.indexOf(line) + 1 });
        }
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  test("in any field of any row is found in that row, the sum beside it made good or not", async () => {
    const fields = ["playId", "player", "seq", "salt", "t", "S", "u", "brand", "k"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(rowLines.length - 1),
        fc.constantFrom(...fields),
        async (i, field) => {
          const line = rowLines[i] ?? 0;
          const row = recordAt(line) as LogOf<"row">;
          const value = row[field];
          const changed =
            typeof value === "number"
              ? value + (Number.isInteger(value) ? 1 : 2 ** -40)
              : value.replace(/[0-9a-f]$/, (digit) => (digit === "0" ? "1" : "0"));
          const plain = { ...row, [field]: changed };
          const damaged = log.lines.with(line, `${JSON.stringify(plain)},`);
          expect(await faultOf(damaged)).toMatchObject({ line: line + 1 });
          const fault = await faultOf(forged(line, { [field]: changed }));
          // A player's name stands in nothing but the leaf, and the time of a row without a chance tells on the next
          // one: with a good sum it is a later row that is other than it must be, or the batch that does not add up.
          if (field === "player" || field === "t")
            expect(fault.line).toBeGreaterThanOrEqual(line + 1);
          else expect(fault).toMatchObject({ line: line + 1, record: "row" });
        },
      ),
      { numRuns: 80 },
    );
  }, 120_000);
});

describe("a forger with good sums", () => {
  const winner = rowLines.find((line) => recordAt(line).coupon !== undefined) ?? 0;

  test.each([
    ["a chance by its last bit", (row: LogOf<"row">) => ({ S: row.S * (1 + 2 ** -52) }), "S"],
    ["a share", (row: LogOf<"row">) => ({ shares: row.shares.map((s) => s / 2) }), "shares"],
    ["the draw", (row: LogOf<"row">) => ({ u: row.u / 2 }), "u"],
    ["the prize line", (row: LogOf<"row">) => ({ brand: 1 - row.brand }), "brand"],
    ["the reason", () => ({ reason: "CAP" as const }), "reason"],
  ])("who changes %s is told which, and what it should be", async (_name, change, field) => {
    const row = recordAt(winner) as LogOf<"row">;
    const altered = change(row) as Record<string, unknown>;
    const fault = await faultOf(forged(winner, altered));
    expect(fault).toMatchObject({ k: row.k, playId: row.playId, field, found: altered[field] });
    expect(fault.expected).toEqual(row[field as keyof LogOf<"row">]);
  });

  test("cannot move a coupon to another row of its batch", async () => {
    const { coupon = 0, k } = recordAt(winner) as LogOf<"row">;
    expect(await faultOf(forged(winner, { coupon: coupon + 1000 }))).toMatchObject({
      field: "root",
    });
    const { sum: _, coupon: __, ...bare } = recordAt(winner);
    const without = log.lines.with(winner, `${recordText(sha256, bare)},`);
    expect((await faultOf(without)).field).toMatch(/root|coupon/);
    const loser = rowLines.find((line) => recordAt(line).brand < 0) ?? 0;
    expect(await faultOf(forged(loser, { coupon: 7 }))).toMatchObject({ field: "coupon" });
    expect(k).toBeGreaterThan(0);
  });

  test.each(["seq", "kind", "body", "prevHash", "root", "hash", "kFrom", "kTo"] as const)(
    "cannot change the %s of an entry",
    async (field) => {
      for (const line of entries) {
        const value = recordAt(line)[field];
        if (value === undefined) continue;
        const other = { kind: value === "budget" ? "pause" : "budget", body: `${value} ` };
        const changed =
          typeof value === "number"
            ? value + 1
            : field === "kind" || field === "body"
              ? other[field]
              : value.replace(/^./, (digit: string) => (digit === "0" ? "1" : "0"));
        const fault = await faultOf(forged(line, { [field]: changed }));
        // Nothing before it is blamed. A batch that claims more rows than it has is found where they end.
        expect(fault.line).toBeGreaterThanOrEqual(line + 1);
        if (field !== "kTo" && field !== "seq") expect(fault.entry).toBe(recordAt(line).seq);
      }
    },
  );

  test.each(["seed", "committed", "commitment", "gameId"] as const)(
    "cannot change the %s of the game",
    async (field) => {
      const value: string = recordAt(1)[field];
      const changed = value.replace(/(?<=[0-9])[0-9]/, (digit) => (digit === "0" ? "1" : "0"));
      expect(changed).not.toBe(value);
      expect(await faultOf(forged(1, { [field]: changed }))).toMatchObject({ entry: 1 });
    },
  );

  test("cannot sign another head, nor with another key", async () => {
    const line = log.lines.findIndex((each) => each.startsWith('{"is":"signature"'));
    const { signature, seq } = recordAt(line) as LogOf<"signature">;
    const bent = signature.replace(/^../, (byte) => (byte === "00" ? "01" : "00"));
    expect(await faultOf(forged(line, { signature: bent }))).toMatchObject({ field: "signature" });
    expect(await faultOf(forged(line, { seq: seq + 1 }))).toMatchObject({ field: "hash" });
  });

  test("cannot leave the close of a game out", async () => {
    const line = entries.find((each) => recordAt(each).kind === "second_chance") ?? 0;
    const { awards } = JSON.parse(recordAt(line).body);
    expect(awards.length).toBeGreaterThan(1);
    expect(await verifyLog(log.lines)).toMatchObject({ secondChances: awards.length });
    expect(await faultOf(log.lines.toSpliced(line, 1))).toMatchObject({ record: "entry" });
  });

  test("cannot leave out, double or swap records, nor end early", async () => {
    const { lines } = log;
    for (const line of [...rowLines.slice(3, 5), ...entries.slice(1, -1)]) {
      expect(await faultOf(lines.toSpliced(line, 1))).toMatchObject({ line: line + 1 });
      const twice = await faultOf(lines.toSpliced(line, 0, lines[line] ?? ""));
      expect(twice).toMatchObject({ line: line + 2 });
    }
    const reveal = entries.at(-1) ?? 0;
    expect(await faultOf(lines.toSpliced(reveal, 1))).toMatchObject({ record: "signature" });
    for (let length = 3; length < lines.length; length++) await faultOf(lines.slice(0, length));
    await faultOf([...lines, "x"]);
    expect(rowAt(1).k).toBe(1);
  });
});

test("what is no log at all is not judged", async () => {
  for (const lines of [
    [],
    [""],
    ["{}"],
    ["["],
    ["[", "{}"],
    ["[", '{"is":"end"}', "]"],
    ["[", "x"],
  ]) {
    await expect(verifyLog(lines)).rejects.toThrow(UnreadableLogError);
  }
});
