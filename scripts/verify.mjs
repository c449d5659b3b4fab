// Checks the public log of a game, or the exposure certificate of a promotion; needs no store and no network:
//   npm run verify -- export.json [--json]
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./build.mjs";
import { ensureInstalled } from "./stack/installed.mjs";
import { root } from "./stores/folders.mjs";

// Only the command's own lines belong on standard output.
await ensureInstalled({ say: (text) => console.error(text) });
const lib = path.join(root, "lib");
const out = path.join(root, "dist", "verify");
const commands = ["plays/proof/verify-command.ts", "promotions/certificate-command.ts"];
await bundle(
  commands.map((file) => path.join(lib, file)),
  out,
  lib,
);
const load = (file) => import(pathToFileURL(path.join(out, file)).href);
const { runVerify } = await load("plays/proof/verify-command.mjs");
const { looksLikeCertificate, runCertificate } = await load("promotions/certificate-command.mjs");
// npm runs scripts in the root of the package; a file is named from where the command was typed.
const from = process.env.INIT_CWD ?? process.cwd();
const open = (file) => fs.createReadStream(path.resolve(from, file), "utf8");

/** The certificate among the words, whole: it is small. Undefined for everything else, missing files included. */
function certificateIn(words) {
  for (const word of words.filter((each) => !each.startsWith("-"))) {
    const file = path.resolve(from, word);
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) continue;
    const beginning = Buffer.alloc(2048);
    const handle = fs.openSync(file);
    const length = fs.readSync(handle, beginning);
    fs.closeSync(handle);
    if (looksLikeCertificate(beginning.toString("utf8", 0, length)))
      return fs.readFileSync(file, "utf8");
  }
  return undefined;
}

const words = process.argv.slice(2);
const certificate = certificateIn(words);
const {
  code,
  out: lines,
  err,
} = certificate ? runCertificate(words, certificate) : await runVerify(words, open);
if (lines) console.log(lines);
if (err) console.error(err);
process.exitCode = code;
