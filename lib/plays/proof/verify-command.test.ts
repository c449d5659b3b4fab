import { describe, expect, test } from "vitest";
import { runVerify } from "#lib/plays/proof/verify-command.ts";
import { playedLog } from "#lib/testing/log-fixture.ts";

const log = playedLog(24);

async function* pieces(text: string): AsyncGenerator<string> {
  // As a file comes: in pieces that end anywhere.
  for (let from = 0; from < text.length; from += 1000) yield text.slice(from, from + 1000);
}
const openAs = (text: string) => () => pieces(text);
const run = (words: readonly string[], text = log.text) => runVerify(words, openAs(text));

const gone = () => {
  throw Object.assign(new Error("ENOENT: no such file"), { syscall: "open" });
};

describe("npm run verify", () => {
  test("says that a log is verified, for people and for programs", async () => {
    const report = await run(["log.json"]);
    expect(report).toMatchObject({ code: 0, err: "" });
    expect(report.out).toMatch(/^Verified: Friday/);
    const { code, out } = await run(["log.json", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, plays: 24, voids: 1 });
  });

  test("names row, field, what was expected and what was found", async () => {
    const damaged = log.text.replace(
      /("k":9,.*?"S":0\.\d*)(\d)/,
      (_, before, digit) => `${before}${(Number(digit) + 1) % 10}`,
    );
    const { code, out } = await run(["log.json", "--json"], damaged);
    expect(code).toBe(1);
    const { fault } = JSON.parse(out);
    expect(fault).toMatchObject({ record: "row", k: 9, field: "S" });
    expect(fault.playId).toMatch(/^[0-9a-f-]{36}$/);
    expect(fault.expected).not.toBe(fault.found);
    const report = await run(["log.json"], damaged);
    expect(report.code).toBe(1);
    expect(report.out).toContain("row k 9");
    expect(report.out).toMatch(/expected .*\n.*found /);
  });

  test("checks nothing and says why in one line when there is no log", async () => {
    for (const text of ["", "{}", "not json", "[\n"]) {
      expect(await run(["x.json"], text)).toMatchObject({ code: 2, out: "" });
      const { code, out } = await run(["x.json", "--json"], text);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ ok: false, unreadable: expect.any(String) });
    }
    const { code, err } = await runVerify(["x.json"], gone);
    expect({ code, lines: err.split("\n").length }).toEqual({ code: 2, lines: 1 });
  });

  test.each([[], ["a", "b"], ["--what"], ["a", "--key"], ["a", "--commitment", "xyz"]])(
    "refuses %j with its usage",
    async (...words) => {
      const { code, err } = await run(words.flat());
      expect(code).toBe(2);
      expect(err).toContain("Usage:");
    },
  );

  test("compares with what was noted", async () => {
    const { code, out } = await run(["log.json", "--commitment", "AB".repeat(32)]);
    expect(code).toBe(1);
    expect(out).toContain("not the commitment you noted");
  });
});
