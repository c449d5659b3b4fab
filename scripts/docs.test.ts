// What the pages for people name must be there: files, headings, commands. Pages outlive what they tell of.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";

const pages = [
  ...readdirSync(".").filter((name) => name.endsWith(".md")),
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const textOf = (page: string) => readFileSync(page, "utf8");
const words = (text: string) => text.replace(/```[\s\S]*?```/g, "");

/** The anchors that a page's headings get. */
function anchorsOf(page: string): readonly string[] {
  return [...words(textOf(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Links of a page that lead nowhere. */
function deadLinks(page: string): string[] {
  const links = [...words(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
  return links.filter((to) => {
    if (/^[a-z]+:/.test(to)) return false;
    const [path = "", anchor] = to.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
}

it("every link leads to a file, and to a heading that it has", () => {
  const dead = pages.flatMap((page) => deadLinks(page).map((to) => `${page}: ${to}`));
  expect(dead).toEqual([]);
  expect(pages.length).toBeGreaterThan(30);
});

it("every command of npm that is named is in package.json", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const named = pages.flatMap((page) =>
    [...textOf(page).matchAll(/npm run (?:--[a-z]+ )*([a-z][a-z0-9:-]*)/g)].map(
      ([, name = ""]) => name,
    ),
  );
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});

/** What a page asks its reader to make. */
const readersOwn = ["draws.mjs"];

it("every file of the product that is named in code is there", () => {
  const folders = ["app", "components", "lib", "workers", "scripts", "e2e", "bench"];
  const names = new Set(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => basename(path)),
    ),
  );
  const isThere = (page: string, path: string) =>
    existsSync(path) ||
    existsSync(join(dirname(page), path)) ||
    (!path.includes("/") && names.has(path)) ||
    readersOwn.includes(path);
  const missing = pages.flatMap((page) =>
    [...words(textOf(page)).matchAll(/`([\w./()[\]-]+\.(?:tsx?|mjs|lua|sql|md))`/g)]
      .map(([, path = ""]) => path)
      .filter((path) => !isThere(page, path))
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});
