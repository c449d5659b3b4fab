// Tells browsers which scripts of the player page run at once. Next has no setting for it.
import fs from "node:fs";
import path from "node:path";

/** Chromium from 136 on compiles such a file while it arrives, beside the page's own thread; others see a comment. */
export const HINT = "//# allFunctionsCalledOnLoad\n";
const MANIFEST = "page_client-reference-manifest.js";

/** What Next writes for a page: assignments to a global, whose values are JSON. */
function entryFiles(text) {
  const [, manifest] = /^globalThis\.__RSC_MANIFEST\[.*?\] = (\{.*\});?\s*$/m.exec(text) ?? [];
  if (!manifest) throw new Error(`${MANIFEST} does not look as it did`);
  return Object.values(JSON.parse(manifest).entryJSFiles).flat();
}

/** Scripts that every player's page loads before the first pull, by their paths below `next`. */
export function firstScripts(next) {
  const { rootMainFiles } = JSON.parse(
    fs.readFileSync(path.join(next, "build-manifest.json"), "utf8"),
  );
  const pages = path.join(next, "server", "app", "(player)", "p");
  const manifests = fs
    .readdirSync(pages, { recursive: true })
    .filter((file) => path.basename(file) === MANIFEST);
  const own = manifests.flatMap((file) =>
    entryFiles(fs.readFileSync(path.join(pages, file), "utf8")),
  );
  return [...new Set([...rootMainFiles, ...own])];
}

/** Puts the hint at the head of those files; their names stay, as the hint changes nothing that they do. */
export function hintFirstScripts(next) {
  for (const script of firstScripts(next)) {
    const file = path.join(next, script);
    const text = fs.readFileSync(file, "utf8");
    if (!text.startsWith(HINT)) fs.writeFileSync(file, HINT + text);
  }
}
