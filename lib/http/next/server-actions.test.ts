import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

/**
 * Every function the browser can call by id must have gone through `action()`: origin, session, role and input are
 * checked there and nowhere else. Says what is wrong with a file; an empty list means it is in order.
 */
function actionFaults(path: string, text: string): string[] {
  if (!text.includes("use server")) return [];
  const { program } = parseSync(path, text);
  const isActionFile = program.body.some(
    (node) => node.type === "ExpressionStatement" && node.directive === "use server",
  );
  const marks = text.match(/^\s*["']use server["'];?\s*$/gm)?.length ?? 0;
  // A mark anywhere but at the top turns one function into an action behind the wrapper's back.
  if (marks > (isActionFile ? 1 : 0)) return [`${path}: "use server" inside a function`];
  if (!isActionFile) return [];
  return program.body.flatMap((node): string[] => {
    if (node.type === "ExportDefaultDeclaration" || node.type === "ExportAllDeclaration") {
      return [`${path}: ${node.type}`];
    }
    if (node.type !== "ExportNamedDeclaration" || node.exportKind === "type") return [];
    const { declaration } = node;
    if (declaration?.type !== "VariableDeclaration") return [`${path}: exports no action()`];
    return declaration.declarations
      .filter(
        ({ init }) =>
          init?.type !== "CallExpression" ||
          init.callee.type !== "Identifier" ||
          init.callee.name !== "action",
      )
      .map(({ id }) => `${path}: ${id.type === "Identifier" ? id.name : "?"} is not action(…)`);
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

test("every server action of the product is wrapped", () => {
  const files = ["app", "components", "lib"].flatMap(sourceFiles);
  const faults = files.flatMap((path) => actionFaults(path, readFileSync(path, "utf8")));
  expect(faults).toEqual([]);
});

test.each([
  ["a bare function", "export async function save() {}"],
  ["a bare arrow", "export const save = async () => 1;"],
  ["another wrapper", "export const save = wrapped(async () => 1);"],
  ["a re-export", 'export * from "./other.ts";'],
  ["a list of names", "const save = async () => 1; export { save };"],
  ["a default export", "export default async function save() {}"],
])("%s in an action file is found", (_what, code) => {
  expect(actionFaults("x.ts", `"use server";\n${code}\n`)).toHaveLength(1);
});

test("an action hidden inside a component is found, a wrapped one is not", () => {
  const hidden = 'export function Page() {\n  async function save() {\n    "use server";\n  }\n}\n';
  expect(actionFaults("page.tsx", hidden)).toHaveLength(1);
  const good = '"use server";\nexport const save = action(["admin"], schema, async () => 1);\n';
  expect(actionFaults("actions.ts", good)).toEqual([]);
});
