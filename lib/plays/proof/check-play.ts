// Computes one play again out of its proof, step by step, with the hash functions of whoever asks: WebCrypto in a
// browser. It believes no value of the server that can be computed, and the server's word for nothing but itself.

import type { JsonValue } from "#lib/fairness/canonical-json.ts";
import { bodyMessage, entryMessage } from "#lib/fairness/chain.ts";
import { type Committed, commitmentOfAsync } from "#lib/fairness/commitment.ts";
import {
  fromHex,
  type HmacSha256Async,
  type Sha256Async,
  toHex,
  utf8,
} from "#lib/fairness/digest.ts";
import { drawMessage, drawOfAsync } from "#lib/fairness/draw.ts";
import { awardsText, leafText } from "#lib/fairness/ledger-leaf.ts";
import { type ProofStep, rootFromProofAsync } from "#lib/fairness/merkle.ts";
import { headText } from "#lib/fairness/signed-head.ts";
import { brandOf } from "#lib/pacing/step.ts";
import type {
  ChainLink,
  PlayProof,
  ProofEntry,
  ProofEvidence,
  ProofRow,
} from "#lib/plays/proof/proof-contract.ts";

export interface CheckTools {
  readonly sha256: Sha256Async;
  readonly hmac: HmacSha256Async;
  /** Undefined where Ed25519 is not known. */
  readonly verifyEd25519: (
    spki: Uint8Array,
    signature: Uint8Array,
    message: Uint8Array,
  ) => Promise<boolean | undefined>;
  /** The chain of the game after an entry, in pages. */
  readonly readLinks: (afterSeq: number) => Promise<readonly ChainLink[]>;
}

export type StepName =
  | "commitment"
  | "draw"
  | "outcome"
  | "leaf"
  | "root"
  | "entry"
  | "later"
  | "chain"
  | "signature";

export interface CheckedStep {
  readonly name: StepName;
  readonly state: "right" | "wrong" | "open";
  /** What was put in, what came out, and what it should have been. */
  readonly input: string;
  readonly computed: string;
  readonly claimed: string;
}

/** Thrown by `readLinks` when the record cannot be read: no verdict at all, least of all a bad one. */
export class RecordUnreachable extends Error {
  override readonly name = "RecordUnreachable";
}

export interface PlayCheck {
  readonly verdict: "verified" | "mismatch";
  readonly steps: readonly CheckedStep[];
}

type Outcome = Omit<CheckedStep, "name" | "state"> & { readonly state?: CheckedStep["state"] };

interface Checked {
  readonly proof: PlayProof;
  readonly evidence: ProofEvidence;
  readonly tools: CheckTools;
}

/** Every step of a revealed proof; one that throws is wrong, never left out. */
export async function checkPlay(proof: PlayProof, tools: CheckTools): Promise<PlayCheck> {
  const { evidence } = proof;
  if (!evidence) throw new TypeError("Nothing is revealed yet.");
  const checked: Checked = { proof, evidence, tools };
  const steps: CheckedStep[] = [];
  for (const [name, run] of stepsOf(evidence)) steps.push(await settle(name, run(checked)));
  const isRight = steps.every(({ state }) => state !== "wrong");
  return { verdict: isRight ? "verified" : "mismatch", steps };
}

type Check = readonly [StepName, (checked: Checked) => Promise<Outcome>];

function stepsOf({ row, later }: ProofEvidence): readonly Check[] {
  const ofRow: Check[] = row
    ? [
        ["draw", (checked) => checkDraw(checked, row)],
        ["outcome", (checked) => checkOutcome(checked, row)],
        ["leaf", (checked) => checkLeaf(checked, row)],
        ["root", (checked) => checkRoot(checked, row)],
      ]
    : [];
  const ofLater: Check[] = later.length > 0 ? [["later", checkLater]] : [];
  return [
    ["commitment", checkCommitment],
    ...ofRow,
    ["entry", checkEntry],
    ...ofLater,
    ["chain", checkChain],
    ["signature", checkSignature],
  ];
}

async function settle(name: StepName, outcome: Promise<Outcome>): Promise<CheckedStep> {
  try {
    const { state, ...values } = await outcome;
    const isRight = values.computed === values.claimed;
    return { name, state: state ?? (isRight ? "right" : "wrong"), ...values };
  } catch (error) {
    if (error instanceof RecordUnreachable) throw error;
    const computed = error instanceof Error ? error.message : String(error);
    return { name, state: "wrong", input: "", computed, claimed: "" };
  }
}

async function checkCommitment({ proof, evidence, tools }: Checked): Promise<Outcome> {
  const promised = JSON.parse(evidence.committed) as Committed;
  const computed = toHex(await commitmentOfAsync(tools.sha256, fromHex(evidence.seed), promised));
  const input = `SHA-256("frolic-commit-v1|" ‖ ${evidence.seed} ‖ ${evidence.committed.length} characters of settings)`;
  return { input, computed, claimed: proof.game.commitment ?? "" };
}

async function checkDraw({ proof, evidence, tools }: Checked, row: ProofRow): Promise<Outcome> {
  const { seq, salt } = row;
  const draw = { gameId: proof.game.gameId, playId: proof.playId, seq, salt };
  const u = await drawOfAsync(tools.hmac, fromHex(evidence.seed), draw);
  const input = `HMAC-SHA-256(${evidence.seed}, "${drawMessage(draw)}")`;
  return { input, computed: String(u), claimed: String(row.u) };
}

interface ChainBody {
  readonly playId?: string;
  readonly reason?: string;
  readonly plays?: readonly { readonly playId: string; readonly reason: string }[];
  readonly awards?: readonly { readonly playId: string; readonly rank: number }[];
}

function bodyOf({ body }: ProofEntry): ChainBody {
  return JSON.parse(body ?? "{}") as ChainBody;
}

/** Why a play ended as it did: by its draw, or by the entry that refused its win. */
function reasonOf({ proof, evidence }: Checked, row: ProofRow, line: number): string {
  if (line < 0 || evidence.outcome === "WIN") return row.reason;
  const refusals = evidence.later.flatMap((entry) => bodyOf(entry).plays ?? []);
  return refusals.find(({ playId }) => playId === proof.playId)?.reason ?? "nothing";
}

/** The draw against the shares, and the coupon against the draw: what was refused has an entry that says why. */
async function checkOutcome(checked: Checked, row: ProofRow): Promise<Outcome> {
  const { evidence } = checked;
  const line = row.reason === "DRAW" ? brandOf(row.shares, row.u) : -1;
  const isGiven = evidence.awards.some(({ k }) => k === row.k);
  const reason = reasonOf(checked, row, line);
  const words = (brand: number, outcome: string, why: string) =>
    `${brand < 0 ? "no prize" : `prize line ${brand + 1}`}: ${outcome} (${why})`;
  return {
    input: `u = ${row.u}, shares ${row.shares.join(" + ")}`,
    computed:
      line < 0 && isGiven
        ? "a coupon without a prize"
        : words(line, isGiven ? "WIN" : "LOSE", reason),
    claimed: words(row.brand, evidence.outcome, evidence.reason),
  };
}

function leafOf({ proof }: Checked, row: ProofRow): string {
  const { gameId } = proof.game;
  return leafText({ ...row, gameId, shard: 0, playId: proof.playId, playerTag: row.player });
}

/** A leaf has nothing to be compared with but the root of the next step; that its text can be made is its proof. */
async function checkLeaf(checked: Checked, row: ProofRow): Promise<Outcome> {
  const text = leafOf(checked, row);
  const computed = toHex(await checked.tools.sha256(utf8(text)));
  return { input: `SHA-256("${text}")`, computed, claimed: computed };
}

async function checkRoot(checked: Checked, row: ProofRow): Promise<Outcome> {
  const { evidence, tools } = checked;
  const leaf = await tools.sha256(utf8(leafOf(checked, row)));
  const steps: ProofStep[] = evidence.path.map(({ side, hash }) => ({ side, hash: fromHex(hash) }));
  if (evidence.awards.length > 0) {
    const hash = await tools.sha256(utf8(awardsText(evidence.awards)));
    steps.push({ side: "right", hash });
  }
  const root = await rootFromProofAsync(tools.sha256, leaf, steps);
  const input = `the leaf, then ${steps.length === 1 ? "one neighbour" : `${steps.length} neighbours`}`;
  return { input, computed: toHex(root), claimed: evidence.entry.root };
}

async function hashOf(tools: CheckTools, prev: string, { kind, root }: ChainLink | ProofEntry) {
  return toHex(await tools.sha256(entryMessage(fromHex(prev), kind, fromHex(root))));
}

async function rootOfBody(tools: CheckTools, body: string): Promise<string> {
  return toHex(await tools.sha256(bodyMessage(JSON.parse(body) as JsonValue)));
}

async function checkEntry({ proof, evidence, tools }: Checked): Promise<Outcome> {
  const { entry, row } = evidence;
  const { prevHash, kind, root } = entry;
  const input = `SHA-256("frolic-entry-v1|" ‖ ${prevHash} ‖ "${kind}|" ‖ ${root})`;
  const computed = await hashOf(tools, prevHash, entry);
  const isOfPlay = row ? kind === "batch" : await voids(tools, entry, proof);
  return {
    input,
    computed: isOfPlay ? computed : "an entry of something else",
    claimed: entry.hash,
  };
}

/** Without a row it is the text of the entry that speaks of the play. */
async function voids(tools: CheckTools, entry: ProofEntry, proof: PlayProof): Promise<boolean> {
  const { playId, reason } = bodyOf(entry);
  const { outcome, reason: claimed } = proof.evidence ?? {};
  if (playId !== proof.playId || outcome !== "VOID" || reason !== claimed) return false;
  return (await rootOfBody(tools, entry.body ?? "")) === entry.root;
}

/** What it says of the play: its own entry, its place in a list, or that its turn was passed over. */
async function checkLater({ proof, evidence, tools }: Checked): Promise<Outcome> {
  const { award } = evidence;
  const computed: string[] = [];
  let rank: number | undefined;
  for (const entry of evidence.later) {
    const isOfPlay = entry.body?.includes(proof.playId) ?? false;
    const isText = isOfPlay && (await rootOfBody(tools, entry.body ?? "")) === entry.root;
    computed.push(isText ? await hashOf(tools, entry.prevHash, entry) : "another text");
    if (entry.kind !== "second_chance" || entry.seq !== award?.chainSeq) continue;
    rank = bodyOf(entry).awards?.find(({ playId }) => playId === proof.playId)?.rank;
  }
  const ranked = (of: number | undefined) => (award ? [`turn ${of ?? "none"}`] : []);
  return {
    input: evidence.later
      .map(({ seq, body }) => `entry ${seq}: ${shortened(body ?? "")}`)
      .join("\n"),
    computed: [...computed, ...ranked(rank)].join("\n"),
    claimed: [...evidence.later.map(({ hash }) => hash), ...ranked(award?.rank)].join("\n"),
  };
}

/** An entry may speak of a thousand plays. */
function shortened(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

/** From the entry of the play on, every hash out of the one before, up to the head that is signed. */
async function checkChain({ evidence, tools }: Checked): Promise<Outcome> {
  const { entry, later, head } = evidence;
  if (!head) return { state: "open", input: `entry ${entry.seq}`, computed: "", claimed: "" };
  const passing = new Map(later.map(({ seq, hash }) => [seq, hash]));
  let seq = entry.seq;
  let hash = await hashOf(tools, entry.prevHash, entry);
  let passed = 0;
  while (seq < head.seq) {
    const links = await tools.readLinks(seq);
    if (links.length === 0) break;
    for (const link of links) {
      if (seq === head.seq) break;
      const next = await hashOf(tools, hash, link);
      const isPassed = (passing.get(link.seq) ?? next) === next;
      if (link.seq !== seq + 1 || next !== link.hash || !isPassed) {
        return { input: `entry ${seq + 1}`, computed: next, claimed: link.hash, state: "wrong" };
      }
      if (passing.has(link.seq)) passed += 1;
      seq = link.seq;
      hash = next;
    }
  }
  const input = `${head.seq - entry.seq} entries, from ${entry.seq} to ${head.seq}`;
  const isWhole = passed === later.length && seq === head.seq;
  return { input, computed: isWhole ? hash : "other entries than named", claimed: head.hash };
}

async function checkSignature({ proof, evidence, tools }: Checked): Promise<Outcome> {
  const { head, publicKey } = evidence;
  if (!head) return { state: "open", input: "", computed: "", claimed: "" };
  const { seq, hash, signature } = head;
  const text = headText({ gameId: proof.game.gameId, shard: 0, seq, hash });
  const input = `Ed25519 over "${text}", key ${publicKey}`;
  const isSigned = await tools.verifyEd25519(fromHex(publicKey), fromHex(signature), utf8(text));
  const claimed = "signed";
  if (isSigned === undefined) return { state: "open", input, computed: "", claimed };
  return { input, computed: isSigned ? "signed" : "not signed by this key", claimed };
}
