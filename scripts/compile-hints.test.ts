import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { firstScripts, HINT, hintFirstScripts } from "#scripts/stack/compile-hints.mjs";

let next = "";
const read = (file: string) => fs.readFileSync(path.join(next, file), "utf8");

function write(file: string, text: string) {
  fs.mkdirSync(path.dirname(path.join(next, file)), { recursive: true });
  fs.writeFileSync(path.join(next, file), text);
}

/** The parts of a build that matter, as Next writes them. */
beforeEach(() => {
  next = fs.mkdtempSync(path.join(os.tmpdir(), "hints-"));
  write("build-manifest.json", JSON.stringify({ rootMainFiles: ["static/chunks/root.js"] }));
  const page = (name: string, files: readonly string[]) =>
    `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST["${name}"] = ${JSON.stringify({ entryJSFiles: { layout: ["static/chunks/shared.js"], page: files } })};`;
  const manifest = "page_client-reference-manifest.js";
  write(
    `server/app/(player)/p/[slug]/${manifest}`,
    page("/(player)/p/[slug]/page", ["static/chunks/game.js"]),
  );
  write(
    `server/app/(admin)/home/${manifest}`,
    page("/(admin)/home/page", ["static/chunks/admin.js"]),
  );
  for (const name of ["root", "shared", "game", "admin", "ticket"]) {
    write(`static/chunks/${name}.js`, `push("${name}")`);
  }
});
afterEach(() => fs.rmSync(next, { recursive: true }));

it("finds what the player page loads at once, and nothing else", () => {
  const chunk = (name: string) => `static/chunks/${name}.js`;
  expect(firstScripts(next)).toEqual([chunk("root"), chunk("shared"), chunk("game")]);
});

it("puts the hint once at the head of those", () => {
  hintFirstScripts(next);
  hintFirstScripts(next);
  expect(read("static/chunks/root.js")).toBe(`${HINT}push("root")`);
  expect(read("static/chunks/game.js")).toBe(`${HINT}push("game")`);
  expect(read("static/chunks/admin.js")).toBe(`push("admin")`);
  expect(read("static/chunks/ticket.js")).toBe(`push("ticket")`);
});

it("says so when a build looks otherwise", () => {
  write("server/app/(player)/p/[slug]/page_client-reference-manifest.js", "self.__other = {}");
  expect(() => firstScripts(next)).toThrow(/does not look as it did/);
});
