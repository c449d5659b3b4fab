import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bodyMessage, entryMessage, GENESIS } from "#lib/fairness/chain.ts";
import { drawMessage } from "#lib/fairness/draw.ts";
import { awardsText, leafText } from "#lib/fairness/ledger-leaf.ts";
import { headText } from "#lib/fairness/signed-head.ts";
import { USAGE } from "#lib/plays/proof/verify-command.ts";
import { playedLog } from "#lib/testing/log-fixture.ts";

const guide = readFileSync("docs/guides/verify.md", "utf8");
const log = playedLog();
const folder = mkdtempSync(join(tmpdir(), "frolic-guide-"));
afterAll(() => rmSync(folder, { recursive: true }));

function runByHand(text: string): string {
  const script = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
  writeFileSync(join(folder, "draws.mjs"), script);
  writeFileSync(join(folder, "log.json"), text);
  return execFileSync(process.execPath, ["draws.mjs", "log.json"], {
    cwd: folder,
    encoding: "utf8",
  });
}

test("the lines to check draws by hand run as they stand in the guide", () => {
  expect(runByHand(log.text)).toBe("every draw is right\n");
  const changed = log.text.replace(
    /("k":4,.*?"salt":")(.)/,
    (_, before, digit) => `${before}${digit === "0" ? "1" : "0"}`,
  );
  expect(runByHand(changed)).toBe("row k 4 is wrong\n1 draws are wrong\n");
});

function runCommand(file: string, ...words: readonly string[]): number | null {
  const script = join(process.cwd(), "scripts", "verify.mjs");
  // Typed elsewhere than in the project: a file is named from there.
  const env = { ...process.env, INIT_CWD: folder };
  return spawnSync(process.execPath, [script, file, ...words], { cwd: folder, env }).status;
}

test("the command answers with the exit codes of the guide", () => {
  writeFileSync(join(folder, "log.json"), log.text);
  expect(runCommand("log.json")).toBe(0);
  writeFileSync(join(folder, "log.json"), log.text.replace('"reason":"DRAW"', '"reason":"CAP"'));
  expect(runCommand("log.json", "--json")).toBe(1);
  expect(runCommand("nothing.json")).toBe(2);
}, 60_000);

test("the guide names every field of a row, and every option", () => {
  const row = JSON.parse((log.lines[log.lineOfRow(1) - 1] ?? "").replace(/,$/, ""));
  for (const field of [...Object.keys(row), "coupon"]) {
    if (field !== "is") expect(guide).toContain(`\`${field}\``);
  }
  for (const [option] of USAGE.matchAll(/--[a-z]+/g)) expect(guide).toContain(option);
});

test("the texts that are hashed begin as the guide says", () => {
  const input = { gameId: "g", playId: "p", seq: 1, salt: "s" };
  const row = { ...input, shard: 0, k: 1, playerTag: "t", t: 0, S: 0, shares: [], brand: -1 };
  const bytes = (message: Uint8Array) => new TextDecoder("latin1").decode(message);
  const texts = [
    drawMessage(input),
    leafText({ ...row, reason: "DRAW", u: 0 }),
    awardsText([]),
    bytes(entryMessage(GENESIS, "batch", GENESIS)),
    bytes(bodyMessage({})),
    headText({ gameId: "g", shard: 0, seq: 1, hash: "h" }),
  ];
  for (const text of texts) {
    const name = /^frolic-[a-z]+-v1/.exec(text)?.[0];
    expect(guide).toContain(`${name}`);
  }
});
