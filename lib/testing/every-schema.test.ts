import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isFullRun } from "#lib/testing/full-run.ts";
import { listSources } from "#lib/testing/import-graph.ts";
import { hostileObject, nearlyValid } from "#lib/testing/schema-arbitrary.ts";

const sources = listSources(process.cwd(), ["app", "lib", "workers"]).filter(
  (path) => !/\.test\.ts$|^lib\/testing\//.test(path),
);
const text = (path: string) => readFileSync(path, "utf8");

/** Every schema that a module of a domain shows to others, by its name. */
async function exportedSchemas(): Promise<(readonly [string, z.ZodType])[]> {
  const paths = sources.filter(
    (path) => /^lib\/(?!http\/next\/)/.test(path) && text(path).includes('from "zod"'),
  );
  const modules = paths.map(async (path) => {
    const loaded = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
    return Object.entries(loaded).flatMap(([name, value]) =>
      value instanceof z.ZodType ? [[`${path} ${name}`, value] as const] : [],
    );
  });
  return (await Promise.all(modules)).flat();
}

const schemas = await exportedSchemas();

/** Throws when any object that somebody else may hold was changed. */
function expectClean(): void {
  const any: Record<string, unknown> = {};
  expect(any.polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.keys(Array.prototype)).toEqual([]);
}

/** No object in what came out has another prototype than it had to have. */
function expectPlain(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const isPolluted = "polluted" in value && !Object.hasOwn(value, "polluted");
  expect(isPolluted).toBe(false);
  for (const inner of Object.values(value)) expectPlain(inner);
}

describe("a schema", () => {
  it("is found in every domain", () => {
    expect(schemas.length).toBeGreaterThan(60);
    const domains = new Set(schemas.map(([name]) => name.split("/")[1]));
    for (const domain of ["ads", "campaigns", "coupons", "identity", "plays", "promotions"]) {
      expect(domains).toContain(domain);
    }
  });

  it.each(schemas)("%s refuses what it does not take, and breaks at nothing", (_name, schema) => {
    fc.assert(
      fc.property(nearlyValid(schema), (input) => {
        // Anything but an answer is an error of ours: a caller would be told 500.
        const parsed = schema.safeParse(input);
        if (parsed.success) expectPlain(parsed.data);
        else expect(parsed.error).toBeInstanceOf(z.ZodError);
      }),
      { numRuns: isFullRun ? 1_000 : 20 },
    );
    expectClean();
  });

  it("that copies what it is given by assignment would be caught", () => {
    const naive = z.unknown().transform((given) => {
      const copy: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(given ?? {})) copy[name] = value;
      return copy;
    });
    expect(() => expectPlain(naive.parse(hostileObject()))).toThrow();
    expectClean();
  });

  it("that throws instead of refusing would be caught", () => {
    const throwing = z.strictObject({ at: z.string() }).refine(({ at }) => new URL(at).port === "");
    const property = fc.property(nearlyValid(throwing), (input) => {
      throwing.safeParse(input);
    });
    expect(() => fc.assert(property)).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: "ERR_INVALID_URL" }) }),
    );
  });
});

/**
 * Files with objects that are not strict, by why. Nothing unknown gets past any of them either: it is dropped, but for the
 * claims of a partner's token, which nobody reads.
 */
const tolerant: Readonly<Record<string, readonly string[]>> = {
  "bots and advertisers' systems send what they send": [
    ...["lib/ads/contract.ts", "lib/http/shared/ads-api.ts", "lib/promotions/bot-contract.ts"],
    ...["lib/promotions/conversion.ts", "lib/promotions/track-contract.ts"],
    ...["lib/identity/player-token-partner.ts", "lib/ads/analysis/second-opinion.ts"],
  ],
  "links get parameters of others on their way": [
    "app/api/promotions/[id]/certificate/route.ts",
    "app/api/promotions/[id]/report/route.ts",
  ],
  "the environment holds what is others'": ["lib/platform/env.ts"],
  "our own rows, entries and answers, which a newer process may write with more in them": [
    ...["lib/http/shared/live-ticket.ts", "lib/plays/contract.ts", "lib/plays/player-page.ts"],
    ...["lib/plays/proof/fairness-page.ts", "lib/plays/proof/play-proof.ts"],
    ...["lib/plays/redis-result.ts", "lib/plays/redis-stream.ts", "lib/plays/replay.ts"],
    "lib/promotions/network-settings.ts",
    ...[
      "workers/drill/virtual-player.ts",
      "workers/gateway/live-sockets.ts",
      "workers/gateway/play-sockets.ts",
    ],
  ],
};

describe("an object that comes from outside", () => {
  it("is read strictly, but for those of whom we do not know all", () => {
    const known = new Set(Object.values(tolerant).flat());
    const loose = sources.filter((path) => /\bz\.(?:object|looseObject)\(/.test(text(path)));
    expect(loose.length).toBeGreaterThan(10);
    expect(loose.filter((path) => !known.has(path))).toEqual([]);
  });
});
