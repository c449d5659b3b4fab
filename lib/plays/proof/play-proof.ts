// The proof of one play for whoever asks. Nothing but the game is told before its seed is public: until then a proof
// would be a result.

import { z } from "zod";
import { toHex } from "#lib/fairness/digest.ts";
import { playerTagOf } from "#lib/fairness/draw.ts";
import { leafOf } from "#lib/fairness/ledger-leaf.ts";
import { merkleProof } from "#lib/fairness/merkle.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError, assert } from "#lib/platform/errors.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import type {
  ChainLink,
  PlayProof,
  ProofEntry,
  ProofEvidence,
  SecondChance,
} from "#lib/plays/proof/proof-contract.ts";
import {
  findBatchEntry,
  type LogDecision,
  type LogEntry,
  listEntriesNaming,
  listLogDecisions,
  listLogEntries,
  listLogSignatures,
} from "#lib/plays/proof/store-log.ts";
import { findProofPlay, isSeedPublic, type ProofPlay } from "#lib/plays/proof/store-play-proof.ts";

export interface ProofDeps {
  readonly sql: Executor;
  readonly signer: { readonly keyId: string; readonly spki: string };
}

const batchRowsMax = 10_000;
const linksMax = 2_000;

/** Refuses ids that no play has. */
export async function readPlayProof(deps: ProofDeps, playId: string): Promise<PlayProof> {
  const play = await findProofPlay(deps.sql, playId);
  if (!play) throw new AppError("unknown_play");
  const { game } = play;
  const evidence = play.revealed ? await evidenceOf(deps, play, play.revealed) : null;
  return { playId, isRevealed: evidence !== null, game, evidence };
}

async function evidenceOf(
  { sql, signer }: ProofDeps,
  play: ProofPlay,
  { seed, committed, outcome, reason, k, prize }: NonNullable<ProofPlay["revealed"]>,
): Promise<ProofEvidence> {
  const { gameId } = play.game;
  const naming = await listEntriesNaming(sql, gameId, play.playId);
  const batch = k === null ? undefined : await findBatchEntry(sql, gameId, k);
  const entry = batch ?? naming[0];
  assert(entry, "a decided play stands in its chain");
  const later = naming.filter(({ seq }) => seq > entry.seq);
  const fromSeq = later.at(-1)?.seq ?? entry.seq;
  const [head] = await listLogSignatures(sql, { gameId, fromSeq, limit: 1 });
  const decided = batch ? await leafOfPlay(sql, play, { seed, batch }) : noRow;
  const award = secondChanceIn(later, play.playId);
  return {
    ...{ seed: toHex(seed), committed, outcome, reason, prize },
    ...decided,
    entry: entryView(entry),
    later: later.map(entryView),
    head: head ?? null,
    publicKey: signer.spki,
    ...(award ? { award } : {}),
  };
}

const noRow = { row: null, path: [], awards: [] } as const;

/** The row with its way to the root, and the coupons of its batch. */
async function leafOfPlay(
  sql: Executor,
  { playId, game: { gameId } }: ProofPlay,
  { seed, batch }: { readonly seed: Uint8Array; readonly batch: LogEntry },
): Promise<Pick<ProofEvidence, "row" | "path" | "awards">> {
  const { kFrom = 1, kTo = 0 } = batch;
  const range = { gameId, afterK: kFrom - 1, toK: kTo, limit: batchRowsMax };
  const rows = await listLogDecisions(sql, range);
  const tagOf = ({ playerId }: LogDecision) => playerTagOf(hmacSha256, seed, playerId);
  const leaves = rows.map((row) =>
    leafOf(sha256, { ...row, gameId, shard: 0, playerTag: tagOf(row) }),
  );
  const at = rows.findIndex((row) => row.playId === playId);
  const row = rows[at];
  assert(row, "a batch has the row of its play");
  const { k, seq, salt, t, S, shares, brand, reason, u } = row;
  return {
    row: { k, player: tagOf(row), seq, salt, t, S, shares, brand, reason, u },
    path: merkleProof(sha256, leaves, at).map(({ side, hash }) => ({ side, hash: toHex(hash) })),
    awards: rows.flatMap(({ k: at, couponId }) =>
      couponId === undefined ? [] : [{ k: at, couponId }],
    ),
  };
}

function entryView({ seq, kind, at, prevHash, root, hash, body }: LogEntry): ProofEntry {
  return { seq, kind, at, prevHash, root, hash, ...(body === undefined ? {} : { body }) };
}

const awardsSchema = z.object({
  awards: z.array(z.object({ playId: z.string(), rank: z.number() })),
});

/** Out of the entry that gives it; one that only passes a play over gives it nothing. */
function secondChanceIn(later: readonly LogEntry[], playId: string): SecondChance | undefined {
  for (const { kind, body = "null", seq } of later) {
    if (kind !== "second_chance") continue;
    const { awards } = awardsSchema.parse(JSON.parse(body));
    const award = awards.find((each) => each.playId === playId);
    if (award) return { kind: "second_chance", rank: award.rank, chainSeq: seq };
  }
  return undefined;
}

/** A page of the chain of a game whose seed is public; refuses for every other game. */
export async function readChainLinks(
  sql: Executor,
  { gameId, afterSeq }: { readonly gameId: string; readonly afterSeq: number },
): Promise<ChainLink[]> {
  if (!(await isSeedPublic(sql, gameId))) throw new AppError("log_not_public");
  const toSeq = Number.MAX_SAFE_INTEGER;
  const entries = await listLogEntries(sql, { gameId, afterSeq, toSeq, limit: linksMax });
  return entries.map(({ seq, kind, root, hash }) => ({ seq, kind, root, hash }));
}
