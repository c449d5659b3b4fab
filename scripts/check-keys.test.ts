import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import { makeSecret } from "#lib/webhooks/endpoint-secret.ts";
import { findSecrets, scanHistory, scanTree } from "#scripts/check-keys.mjs";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A repository of its own, with the settings of nobody. */
function repository() {
  const folder = mkdtempSync(join(tmpdir(), "frolic-keys-"));
  folders.push(folder);
  const env = { ...process.env, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=A", "-c", "user.email=a@example.test"];
    execFileSync("git", ["-C", folder, ...who, ...args], { env, stdio: "ignore" });
  };
  git("init");
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  return { folder, git, write };
}

const letters = (count: number) => "aZ0_b-".repeat(count).slice(0, count);
const kinds: readonly (readonly [string, string])[] = [
  ["an API key of this product", newApiKey().key],
  ["the secret of a webhook", makeSecret()],
  ["a setting that is secret", `FROLIC_SECRET=${letters(43)}`],
  ["a Telegram bot's token", `123456789:AA${letters(33)}`],
  ["a Discord bot's token", `M${letters(25)}.${letters(6)}.${letters(38)}`],
  ["a private key", `-----BEGIN EC ${"PRIVATE"} KEY-----\n${"MHcC".repeat(12)}`],
];

test.each(kinds)("%s is found in the middle of a text, by its line", (kind, secret) => {
  expect(findSecrets(`first\nconst key = "${secret}";\n`)).toEqual([{ kind, line: 2 }]);
});

test.each([
  "frl_live_<id>_<secret>_<crc>",
  newApiKey().key.slice(0, -1),
  "whsec_…",
  "# FROLIC_SECRET=",
  "FROLIC_TELEGRAM_TOKEN=…",
  "-----BEGIN PUBLIC KEY-----",
  "12:34:56.789 ABCDEF.GHIJKL.MNOPQR",
])("what only speaks of one is none (%#)", (text) => expect(findSecrets(text)).toEqual([]));

test("a key is found before it is committed, and by its history when it was taken out again", async () => {
  const { folder, git, write } = repository();
  const { key } = newApiKey();
  write(".gitignore", "ignored.txt\n");
  write("ignored.txt", key);
  write("settings.txt", "nothing\n");
  git("add", "--all");
  git("commit", "-m", "first");
  expect(scanTree(folder)).toEqual({ files: 2, problems: [] });
  expect(await scanHistory(folder)).toEqual({ commits: 1, problems: [] });

  write("settings.txt", `nothing\nkey: ${key}\n`);
  const { problems } = scanTree(folder);
  expect(problems).toEqual(["settings.txt:2 holds what looks like an API key of this product"]);
  git("commit", "--all", "-m", "second");
  expect(scanTree(folder).problems).toEqual(problems);
  write("settings.txt", "nothing\n");
  git("commit", "--all", "-m", "third");
  expect(scanTree(folder).problems).toEqual([]);
  const history = await scanHistory(folder);
  expect(history.commits).toBe(3);
  expect(history.problems).toEqual([
    expect.stringMatching(/^[0-9a-f]{4,} settings\.txt holds what looks like an API key/),
  ]);
  expect(JSON.stringify([problems, history])).not.toContain(key);
});
