import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import type { Actor } from "#lib/identity/contract.ts";

/** A use case is an exported function of a domain that takes the actor as a parameter of its own. */
interface UseCase {
  readonly path: string;
  readonly name: string;
  /** Position of the actor; −1: inside an object. */
  readonly at: number;
  readonly count: number;
}

/** They record or narrow who acts, they decide nothing. */
const noUseCases = new Set(["lib/identity/permissions.ts", "lib/identity/write-audit.ts"]);

/** Steps inside a use case that has asked already; no host calls them. */
const innerSteps = new Set(["recordChange", "applyLiveEdit"]);

function useCasesOf(path: string): UseCase[] {
  const text = readFileSync(path, "utf8");
  const { program } = parseSync(path, text);
  return program.body.flatMap((node): UseCase[] => {
    if (node.type !== "ExportNamedDeclaration") return [];
    const declared = node.declaration;
    if (declared?.type !== "FunctionDeclaration" || !declared.id) return [];
    // What is not asynchronous reaches no store: it only reads the actor it was given.
    if (!declared.async && !text.slice(declared.start, declared.end).includes("Promise<"))
      return [];
    if (innerSteps.has(declared.id.name)) return [];
    const at = declared.params.findIndex(
      (parameter) => parameter.type === "Identifier" && parameter.name === "actor",
    );
    return at < 0 ? [] : [{ path, name: declared.id.name, at, count: declared.params.length }];
  });
}

const useCases = readdirSync("lib", { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\./.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !noUseCases.has(path) && !/^lib\/(?:http|testing)\//.test(path))
  .flatMap(useCasesOf);

/** May be taken apart, but fails the moment it is called: a refusal must come before the first query. */
function untouchable(): never {
  const touch = () => {
    throw new Error("touched before the permission was checked");
  };
  const get = (_: unknown, key: PropertyKey) =>
    typeof key === "symbol" || key === "then" ? undefined : untouchable();
  return new Proxy(touch, { get, apply: touch }) as never;
}

function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

async function codeOf({ path, name, at, count }: UseCase, actor: Actor): Promise<string> {
  const loaded = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  const call = loaded[name];
  if (typeof call !== "function") return "not a function";
  const args = Array.from({ length: count }, (_, index) => (index === at ? actor : untouchable()));
  try {
    const answer: unknown = await call(...args);
    // A generator refuses when it is first asked for something.
    if (isGenerator(answer)) await answer.next();
    return "let in";
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    return error instanceof Error ? error.message : "unknown";
  }
}

const player: Actor = { kind: "player", playerId: "p", campaignId: null };
const brandless: Actor = { kind: "user", userId: "u", role: "brand", brandId: null };
const idleKey: Actor = {
  kind: "api_key",
  keyId: "k",
  scopes: [],
  ownerId: "u",
  brandId: null,
};

test("the use cases are found", () => {
  expect(useCases.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["publishCampaign", "revokeKey", "ownReport", "changeRole"]),
  );
  expect(useCases.length).toBeGreaterThan(30);
});

describe.each(useCases.map((each) => [`${each.path} ${each.name}`, each] as const))(
  "%s",
  (_name, useCase) => {
    test("refuses whoever the access table does not name, before it touches anything", async () => {
      expect(await codeOf(useCase, player)).toBe("forbidden");
      expect(await codeOf(useCase, brandless)).toBe("forbidden");
      expect(await codeOf(useCase, idleKey)).toBe("scope_missing");
      // The first import of a domain is slow on a busy machine.
    }, 60_000);
  },
);

test("a use case that asks the database first would be found", () => {
  const eager = ({ sql }: { readonly sql: (text: string) => unknown }) => sql("select 1");
  expect(() => eager(untouchable())).toThrow("touched before");
});
