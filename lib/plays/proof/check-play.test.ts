import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { webCryptoTools } from "#components/fairness/web-crypto.ts";
import { toHex } from "#lib/fairness/digest.ts";
import { leafOf } from "#lib/fairness/ledger-leaf.ts";
import { merkleProof } from "#lib/fairness/merkle.ts";
import { sha256 } from "#lib/platform/node-digest.ts";
import {
  type CheckTools,
  checkPlay,
  type PlayCheck,
  RecordUnreachable,
} from "#lib/plays/proof/check-play.ts";
import type { LogOf, LogRecord } from "#lib/plays/proof/log-record.ts";
import type { PlayProof, ProofEntry } from "#lib/plays/proof/proof-contract.ts";
import { playedLog } from "#lib/testing/log-fixture.ts";

const log = playedLog();
const records = log.lines
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line.replace(/,$/, "")) as LogRecord);
const of = <K extends LogRecord["is"]>(kind: K) =>
  records.filter((record): record is LogOf<K> => record.is === kind);
const [game] = of("game");
if (!game) throw new Error("a log without a game");
const rows = of("row");
const entries = of("entry");

const tools: CheckTools = {
  ...(webCryptoTools() ?? missing()),
  // In small pages, so that the walk has to ask again.
  readLinks: async (afterSeq) => entries.filter(({ seq }) => seq > afterSeq).slice(0, 2),
};

function missing(): never {
  throw new Error("no WebCrypto here");
}

const entryOf = ({ seq, kind, at, prevHash, root, hash, body }: LogOf<"entry">): ProofEntry => ({
  ...{ seq, kind, at, prevHash, root, hash },
  ...(body === undefined ? {} : { body }),
});

const proofGame = {
  ...{ gameId: game.gameId, name: game.name, campaign: "Friday", slug: "friday", timeZone: "UTC" },
  ...{ endsAt: game.endsAt, commitment: game.commitment, committedAt: game.committedAt },
};

const rowOf = ({ k, player, seq, salt, t, S, shares, brand, reason, u }: LogOf<"row">) => ({
  ...{ k, player, seq, salt, t, S, shares, brand, reason, u },
});

/** The proof of a play as the server puts it together, out of the log. */
function proofOf(playId: string): PlayProof {
  const row = rows.find((each) => each.playId === playId);
  const naming = entries.filter(({ body }) => body?.includes(playId));
  const batch = row && entries.find(({ kFrom = 1, kTo = 0 }) => kFrom <= row.k && row.k <= kTo);
  const entry = batch ?? naming[0];
  if (!entry) throw new Error("a play without an entry");
  const later = naming.filter(({ seq }) => seq > entry.seq);
  const fromSeq = later.at(-1)?.seq ?? entry.seq;
  const head = of("signature").find(({ seq }) => seq >= fromSeq);
  const ofBatch = rows.filter(({ k }) => k >= (entry.kFrom ?? 1) && k <= (entry.kTo ?? 0));
  const leaves = ofBatch.map((each) =>
    leafOf(sha256, { ...each, gameId: game?.gameId ?? "", shard: 0, playerTag: each.player }),
  );
  const path = row ? merkleProof(sha256, leaves, ofBatch.indexOf(row)) : [];
  const close = later.find(({ kind }) => kind === "second_chance");
  const { awards = [] } = JSON.parse(close?.body ?? "{}") as {
    awards?: { playId: string; rank: number }[];
  };
  const award = awards.find((each) => each.playId === playId);
  const refused = row && row.brand >= 0 && row.coupon === undefined;
  return {
    playId,
    isRevealed: true,
    game: proofGame,
    evidence: {
      seed: game?.seed ?? "",
      committed: game?.committed ?? "",
      outcome: row ? (row.coupon === undefined ? "LOSE" : "WIN") : "VOID",
      reason: row ? (refused ? "POOL" : row.reason) : "POISON",
      prize: null,
      row: row ? rowOf(row) : null,
      path: path.map(({ side, hash }) => ({ side, hash: toHex(hash) })),
      awards: ofBatch.flatMap(({ k, coupon }) =>
        coupon === undefined ? [] : [{ k, couponId: coupon }],
      ),
      entry: entryOf(entry),
      later: later.map(entryOf),
      head: head ?? null,
      publicKey: game?.publicKey ?? "",
      ...(close && award
        ? { award: { kind: "second_chance", rank: award.rank, chainSeq: close.seq } }
        : {}),
    },
  };
}

const wrongSteps = ({ steps }: PlayCheck) =>
  steps.filter(({ state }) => state !== "right").map(({ name, state }) => `${name} ${state}`);

describe("a play computed again in a browser", () => {
  test("is verified for every play of the game: won, lost, refused, taken back and void", async () => {
    const seen = new Set<string>();
    for (const playId of [...rows.map((row) => row.playId), log.voided]) {
      const proof = proofOf(playId);
      seen.add(`${proof.evidence?.outcome} ${proof.evidence?.reason}`);
      const check = await checkPlay(proof, tools);
      expect({ playId, wrong: wrongSteps(check) }).toEqual({ playId, wrong: [] });
      expect(check.verdict).toBe("verified");
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(["LOSE DRAW", "LOSE POOL", "VOID POISON", "WIN DRAW"]),
    );
    expect(rows.some(({ playId }) => proofOf(playId).evidence?.award)).toBe(true);
    const returned = entries.find(({ body }) => body?.includes('"RETURNED"'));
    expect(returned).toBeDefined();
  });

  test("does not add up when any value of its proof is another", async () => {
    /** Names and times that nothing is computed from: they only say what is shown. */
    const shown =
      /^(isRevealed|evidence\.award\.kind|game\.(?!gameId|commitment)|evidence\.(prize|entry\.at|later\.\d+\.at|head\.(at|keyId|is|sum)))/;
    const paths = (value: unknown, at: string): string[] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, each]) => paths(each, at ? `${at}.${key}` : key))
        : [at];
    await fc.assert(
      fc.asyncProperty(fc.nat(rows.length - 1), fc.nat(), async (index, pick) => {
        const proof = structuredClone(proofOf(rows[index]?.playId ?? ""));
        const candidates = paths(proof, "").filter((path) => !shown.test(path));
        const path = candidates[pick % candidates.length] ?? "";
        const keys = path.split(".");
        const last = keys.pop() ?? "";
        const holder = keys.reduce<Record<string, unknown>>(
          (value, key) => value[key] as Record<string, unknown>,
          proof as unknown as Record<string, unknown>,
        );
        holder[last] = changed(holder[last]);
        expect({ path, verdict: (await checkPlay(proof, tools)).verdict }).toEqual({
          path,
          verdict: "mismatch",
        });
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  test("does not follow a chain that was cut, swapped or ends elsewhere", async () => {
    const playId = rows[0]?.playId ?? "";
    const gap = { ...tools, readLinks: async (after: number) => entries.slice(after + 1) };
    const cut = { ...tools, readLinks: async () => [] };
    const bent = {
      ...tools,
      readLinks: async (after: number) =>
        entries.slice(after).map((link) => ({ ...link, root: "00".repeat(32) })),
    };
    for (const each of [gap, cut, bent]) {
      const check = await checkPlay(proofOf(playId), each);
      expect(wrongSteps(check)).toEqual(["chain wrong"]);
      expect(check.verdict).toBe("mismatch");
    }
  });

  test("gives no verdict when the chain cannot be read", async () => {
    const readLinks = async () => {
      throw new RecordUnreachable("offline");
    };
    const check = checkPlay(proofOf(rows[0]?.playId ?? ""), { ...tools, readLinks });
    await expect(check).rejects.toThrow(RecordUnreachable);
  });

  test("says which steps it could not take, and still checks the others", async () => {
    const proof = proofOf(rows[0]?.playId ?? "");
    const blind = { ...tools, verifyEd25519: async () => undefined };
    expect(wrongSteps(await checkPlay(proof, blind))).toEqual(["signature open"]);
    const { evidence } = proof;
    const unsigned = { ...proof, evidence: evidence && { ...evidence, head: null } };
    const check = await checkPlay(unsigned, tools);
    expect(wrongSteps(check)).toEqual(["chain open", "signature open"]);
    expect(check.verdict).toBe("verified");
  });
});

function changed(value: unknown): unknown {
  if (typeof value === "number")
    return Number.isInteger(value) ? value + 1 : value * (1 + 2 ** -50);
  if (typeof value !== "string") return "changed";
  if (value === "left") return "right";
  if (value === "right") return "left";
  return value.replace(/[0-9a-zA-Z]/, (letter) => (letter === "0" ? "1" : "0"));
}
