import { describe, expect, test } from "vitest";
import {
  bodyRoot,
  type ChainEntry,
  entryHash,
  GENESIS,
  verifyChain,
  verifyChainAsync,
} from "#lib/fairness/chain.ts";
import { commitmentOf, commitmentOfAsync, planJson } from "#lib/fairness/commitment.ts";
import { fromHex, toHex, utf8 } from "#lib/fairness/digest.ts";
import {
  awardsLeaf,
  batchRoot,
  type LedgerRow,
  leafOf,
  leafText,
} from "#lib/fairness/ledger-leaf.ts";
import { merkleProof, merkleRoot, merkleRootAsync, rootFromProof } from "#lib/fairness/merkle.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

const sha256Async = async (message: Uint8Array) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(message)));

const leaves = (count: number) => Array.from({ length: count }, (_, i) => sha256(utf8(`leaf${i}`)));
const [first, second] = leaves(2) as [Uint8Array, Uint8Array];

const row: LedgerRow = {
  gameId: "0b8f6c1e-0d4c-4f4e-9d5b-3a3f0c6c2a11",
  shard: 0,
  k: 7,
  playId: "7d9f2c36-5f0e-4a53-8a3a-0d4b0b1c9e77",
  playerTag: "c051bc899d6c2a55a966d4221276e0e5",
  seq: 42,
  salt: "00112233445566778899aabbccddeeff",
  t: 12.5,
  S: 0.3,
  shares: [0.1, 0.2],
  brand: 1,
  reason: "DRAW",
  u: 0.25,
};

// Every known answer was computed apart, with Python's hashlib.
describe("a ledger leaf", () => {
  test("has the documented text and its known hash", () => {
    expect(leafText(row)).toBe(
      "frolic-row-v1|0b8f6c1e-0d4c-4f4e-9d5b-3a3f0c6c2a11|0|7|7d9f2c36-5f0e-4a53-8a3a-0d4b0b1c9e77|c051bc899d6c2a55a966d4221276e0e5|42|00112233445566778899aabbccddeeff|4029000000000000|3fd3333333333333|3fb999999999999a,3fc999999999999a|1|DRAW|3fd0000000000000",
    );
    expect(toHex(leafOf(sha256, row))).toBe(
      "24cad4382f22442a72d483d6ac71eb03504fe45a7c481f9d6dd2e11070c57b76",
    );
  });

  test("changes with every field, down to the last bit of a chance", () => {
    const changes: Partial<LedgerRow>[] = [
      { gameId: row.playId },
      { shard: 1 },
      { k: 8 },
      { playId: row.gameId },
      { playerTag: row.playerTag.replace("c", "d") },
      { seq: 43 },
      { salt: row.salt.replace("0", "1") },
      { t: 12.500000000000002 },
      { S: 0.1 + 0.2 },
      { shares: [0.2, 0.1] },
      { shares: [0.1, 0.2, 0] },
      { brand: -1 },
      { reason: "CAP" },
      { u: 0.25000000000000006 },
    ];
    const hashes = changes.map((change) => toHex(leafOf(sha256, { ...row, ...change })));
    expect(new Set([toHex(leafOf(sha256, row)), ...hashes]).size).toBe(changes.length + 1);
  });
});

describe("the root of a batch", () => {
  const awards = [
    { k: 3, couponId: 41 },
    { k: 7, couponId: 42 },
  ];

  test("is that of its rows where nothing was given out", () => {
    expect(batchRoot(sha256, leaves(5), [])).toEqual(merkleRoot(sha256, leaves(5)));
  });

  test("tells who got which coupon, and still proves a row by one step more", () => {
    const swapped = [
      { k: 3, couponId: 42 },
      { k: 7, couponId: 41 },
    ];
    const root = batchRoot(sha256, leaves(5), awards);
    const others = [swapped, awards.slice(0, 1), []].map((each) =>
      toHex(batchRoot(sha256, leaves(5), each)),
    );
    expect(others).not.toContain(toHex(root));
    const proof = merkleProof(sha256, leaves(5), 0);
    const last = { side: "right", hash: awardsLeaf(sha256, awards) } as const;
    expect(rootFromProof(sha256, first, [...proof, last])).toEqual(root);
  });
});

describe("a Merkle root", () => {
  test("moves an odd node up unchanged", async () => {
    const known = "25c2ede48139ec3cf6e5bcb6438c8efed3a0e253ca6d0af9a31cdd18a6c6cf90";
    expect(toHex(merkleRoot(sha256, leaves(5)))).toBe(known);
    expect(toHex(await merkleRootAsync(sha256Async, leaves(5)))).toBe(known);
  });

  test("of one leaf is the leaf, of none a hash of its own", async () => {
    expect(merkleRoot(sha256, [first])).toEqual(first);
    const empty = "66bc68d07e6e180f811c1438d4d43359e39c7fe6a60e8d6ee8778e7d8dc7f17c";
    expect(toHex(merkleRoot(sha256, []))).toBe(empty);
    expect(toHex(await merkleRootAsync(sha256Async, []))).toBe(empty);
  });

  test("is proved for each leaf and for no other", () => {
    for (let count = 1; count <= 17; count++) {
      const all = leaves(count);
      const root = merkleRoot(sha256, all);
      for (const [i, leaf] of all.entries()) {
        const proof = merkleProof(sha256, all, i);
        expect(rootFromProof(sha256, leaf, proof)).toEqual(root);
        expect(rootFromProof(sha256, sha256(leaf), proof)).not.toEqual(root);
      }
    }
    expect(() => merkleProof(sha256, leaves(3), 3)).toThrow(RangeError);
  });

  test("tells every list of leaves apart, repetitions and order included", () => {
    const lists = [
      leaves(3),
      [...leaves(3), ...leaves(3).slice(2)],
      leaves(4),
      leaves(3).reverse(),
    ];
    expect(new Set(lists.map((list) => toHex(merkleRoot(sha256, list)))).size).toBe(4);
  });
});

function chainOf(count: number): ChainEntry[] {
  let prev = GENESIS;
  return leaves(count).map((root, i) => {
    const kind = i % 3 === 0 ? "batch" : "rebuild";
    const hash = entryHash(sha256, prev, kind, root);
    prev = hash;
    return { kind, root, hash };
  });
}

describe("the chain", () => {
  test("has the known first hashes", () => {
    const one = entryHash(sha256, GENESIS, "batch", first);
    expect(toHex(one)).toBe("f695277ce630fc705bc145a9f0a2b9ca13e9925714c1ceddcbc2fbc9da959b00");
    expect(toHex(entryHash(sha256, one, "rebuild", second))).toBe(
      "fcdf6e720edec34e94569721fd35a24e476bbbf30491c6bc17336d4a0ab26310",
    );
    expect(toHex(bodyRoot(sha256, { b: [true, null], a: 1 }))).toBe(
      "99dee13ce1c9b7762c8482a659c6498c263bd2fb3c8a317b55c0f6ac00bb6116",
    );
  });

  test("verifies as written, in Node and with WebCrypto", async () => {
    const entries = chainOf(20);
    const head = entries.at(-1)?.hash;
    expect(verifyChain(sha256, entries)).toEqual({ ok: true, head });
    expect(await verifyChainAsync(sha256Async, entries)).toEqual({ ok: true, head });
    expect(verifyChain(sha256, [])).toEqual({ ok: true, head: GENESIS });
  });

  test("names the entry in which one bit was turned", async () => {
    for (let index = 0; index < 20; index++) {
      for (const field of ["root", "hash"] as const) {
        const entries = chainOf(20);
        const bytes = entries[index]?.[field];
        if (!bytes) throw new Error("no entry");
        bytes[index % 32] = (bytes[index % 32] ?? 0) ^ (1 << (index % 8));
        expect(verifyChain(sha256, entries)).toEqual({ ok: false, index });
        expect(await verifyChainAsync(sha256Async, entries)).toEqual({ ok: false, index });
      }
      const renamed = chainOf(20).map((e, i) => (i === index ? { ...e, kind: "pause" } : e));
      expect(verifyChain(sha256, renamed)).toEqual({ ok: false, index });
    }
  });

  test("names the gap when an entry is missing, swapped or put in", () => {
    const entries = chainOf(10);
    expect(verifyChain(sha256, entries.toSpliced(4, 1))).toEqual({ ok: false, index: 4 });
    const [a, b] = entries.slice(6, 8);
    if (!a || !b) throw new Error("no entry");
    expect(verifyChain(sha256, entries.toSpliced(6, 2, b, a))).toEqual({ ok: false, index: 6 });
    expect(verifyChain(sha256, entries.toSpliced(3, 0, a))).toEqual({ ok: false, index: 3 });
  });

  test("refuses short hashes and kinds that could run into the root", () => {
    expect(() => entryHash(sha256, new Uint8Array(31), "batch", first)).toThrow(RangeError);
    for (const kind of ["", "Batch", "a|b", "1"]) {
      expect(() => entryHash(sha256, GENESIS, kind, first)).toThrow(RangeError);
    }
  });
});

test("one changed row is found in the entry that holds its batch", () => {
  const batches = [0, 1, 2, 3].map((batch) =>
    Array.from(
      { length: 7 },
      (_, i): LedgerRow => ({ ...row, k: 7 * batch + i + 1, seq: 7 * batch + i }),
    ),
  );
  const rootOf = (rows: readonly LedgerRow[]) =>
    merkleRoot(
      sha256,
      rows.map((each) => leafOf(sha256, each)),
    );
  let prev = GENESIS;
  const hashes = batches.map((rows) => {
    prev = entryHash(sha256, prev, "batch", rootOf(rows));
    return prev;
  });
  const verdict = (ledger: readonly LedgerRow[][]) =>
    verifyChain(
      sha256,
      ledger.map((rows, i) => ({ kind: "batch", root: rootOf(rows), hash: hashes[i] ?? GENESIS })),
    );
  expect(verdict(batches).ok).toBe(true);
  for (const [index, rows] of batches.entries()) {
    for (const at of rows.keys()) {
      const changed = rows.map((each, i) => (i === at ? { ...each, brand: 0 } : each));
      expect(verdict(batches.with(index, changed))).toEqual({ ok: false, index });
    }
    const moved = [...rows.slice(1), ...rows.slice(0, 1)];
    expect(verdict(batches.with(index, moved))).toEqual({ ok: false, index });
  }
});

test("the commitment covers seed, settings, rules and plan, whatever the order of their names", async () => {
  const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
  const plan = planJson({ F: Float64Array.of(0, 0.5, 1), tf: 1 });
  const body = { rules: { userCap: 1 }, plan, config: { duration: 3600 } };
  const known = "261217f02f42186fe70cc9c2b01c9aaa1de2aa640b20737c9023424a453b1d6d";
  expect(toHex(commitmentOf(sha256, seed, body))).toBe(known);
  expect(toHex(await commitmentOfAsync(sha256Async, seed, body))).toBe(known);
  const others = [
    commitmentOf(
      sha256,
      seed.map((byte) => byte ^ 1),
      body,
    ),
    commitmentOf(sha256, seed, { ...body, rules: { userCap: 2 } }),
    commitmentOf(sha256, seed, {
      ...body,
      plan: planJson({ F: Float64Array.of(0, 0.5, 1), tf: 0.99 }),
    }),
  ];
  expect(others.map((each) => toHex(each))).not.toContain(known);
  expect(() => commitmentOf(sha256, fromHex("00"), body)).toThrow(RangeError);
});
