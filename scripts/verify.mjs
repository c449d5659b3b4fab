// Checks the public log of a game; needs no store and no network:
//   npm run verify -- export.json [--json]
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./build.mjs";
import { ensureInstalled } from "./stack/installed.mjs";
import { root } from "./stores/folders.mjs";

// Only the command's own lines belong on standard output.
await ensureInstalled({ say: (text) => console.error(text) });
const folder = path.join(root, "lib", "plays", "proof");
const out = path.join(root, "dist", "verify");
await bundle([path.join(folder, "verify-command.ts")], out, folder);
const { runVerify } = await import(pathToFileURL(path.join(out, "verify-command.mjs")).href);
// npm runs scripts in the root of the package; a file is named from where the command was typed.
const from = process.env.INIT_CWD ?? process.cwd();
const open = (file) => fs.createReadStream(path.resolve(from, file), "utf8");
const { code, out: lines, err } = await runVerify(process.argv.slice(2), open);
if (lines) console.log(lines);
if (err) console.error(err);
process.exitCode = code;
