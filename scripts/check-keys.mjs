// Looks for secrets in what is committed or about to be: keys that this product gives out, and those it is given. Each
// has a form of its own, so a find is a leak; a test that needs a key makes it while it runs.
//   node scripts/check-keys.mjs [--history]
//
// `--history` reads every line that any commit ever added: what was taken out again is still leaked.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { root } from "./stores/folders.mjs";

/** What a secret of each kind looks like, whole and alone. */
const FORMS = [
  ["an API key of this product", /frl_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{45}_[0-9a-f]{8}/g],
  ["the secret of a webhook", /whsec_[0-9A-Za-z+/]{32,88}={0,2}/g],
  ["a setting that is secret", /\bFROLIC_(?:SECRET|\w+_TOKEN)=["']?[\w+/.:-]{24,}/g],
  ["a Telegram bot's token", /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g],
  ["a Discord bot's token", /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/g],
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[0-9A-Za-z+/]{40}/g],
];

/** The example in the specification of Standard Webhooks: everybody knows it. */
const PUBLISHED = new Set(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);

/** The kinds of secrets in a text with their lines, never the secrets themselves. */
export function findSecrets(text) {
  return FORMS.flatMap(([kind, form]) =>
    [...text.matchAll(form)]
      .filter(([found]) => !PUBLISHED.has(found))
      .map(({ index }) => ({ kind, line: text.slice(0, index).split("\n").length })),
  );
}

function git(folder, ...args) {
  const options = { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] };
  return execFileSync("git", ["-C", folder, ...args], options);
}

/** Sentences about every file that is committed, or would be by adding all. */
export function scanTree(folder) {
  const listed = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const names = [...new Set(listed.split("\0").filter(Boolean))];
  const problems = names.flatMap((name) => {
    const file = path.join(folder, name);
    // One that was deleted and not yet committed is listed still; a link leads to what is listed itself.
    if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return [];
    const found = findSecrets(fs.readFileSync(file, "latin1"));
    return found.map(({ kind, line }) => `${name}:${line} holds what looks like ${kind}`);
  });
  return { files: names.length, problems };
}

/** The same about every line that a commit added, whatever became of it. */
export async function scanHistory(folder) {
  const args = ["log", "--all", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--text"];
  const child = spawn("git", ["-C", folder, ...args, "--format=commit %h"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const problems = new Set();
  let [commit, name, commits] = ["", "", 0];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("commit ")) {
      commit = line.slice("commit ".length);
      commits += 1;
    } else if (line.startsWith("+++ ")) name = line.slice("+++ b/".length);
    else if (line.startsWith("+")) {
      for (const { kind } of findSecrets(line)) {
        problems.add(`${commit} ${name} holds what looks like ${kind}`);
      }
    }
  }
  if ((await ended) !== 0) throw new Error("git log failed");
  return { commits, problems: [...problems] };
}

function isRepository(folder) {
  try {
    return git(folder, "rev-parse", "--is-inside-work-tree").trim() === "true";
  } catch {
    return false;
  }
}

async function main() {
  if (!isRepository(root)) return console.log("No git repository: nothing is committed here.");
  const isHistory = process.argv.includes("--history");
  const { problems, files, commits } = isHistory ? await scanHistory(root) : scanTree(root);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error("Revoke it first; then take it out.");
    process.exit(1);
  }
  console.log(`No secrets in ${isHistory ? `${commits} commits` : `${files} files`}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
