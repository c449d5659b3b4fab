// Allocates the promotions of a file to its promo servers; needs no store:
//   npm run allocate -- --instance FILE --json
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "./build.mjs";
import { ensureInstalled } from "./stack/installed.mjs";
import { root } from "./stores/folders.mjs";

const FILE_BYTES_MAX = 512 * 2 ** 20;

function read(file) {
  if (fs.statSync(file).size > FILE_BYTES_MAX) throw new Error("the file is too large");
  return fs.readFileSync(file, "utf8");
}

// Only the command's own lines belong on standard output.
await ensureInstalled({ say: (text) => console.error(text) });
const folder = path.join(root, "lib", "promotions", "allocation");
const out = path.join(root, "dist", "allocate");
await bundle([path.join(folder, "command.ts")], out, folder);
const { runAllocate } = await import(pathToFileURL(path.join(out, "command.mjs")).href);
const clock = () => performance.now();
const { code, out: lines, err } = runAllocate(process.argv.slice(2), { read, clock });
if (lines) console.log(lines);
if (err) console.error(err);
process.exitCode = code;
