// A game made in memory by the product's own draw, pacer and chain, with its public log.

import { createHash, sign } from "node:crypto";
import { canonicalJson, type JsonValue } from "#lib/fairness/canonical-json.ts";
import { bodyRoot, entryHash, GENESIS } from "#lib/fairness/chain.ts";
import { commitmentOf, planJson } from "#lib/fairness/commitment.ts";
import { toHex, utf8 } from "#lib/fairness/digest.ts";
import { drawOf, finishOf, momentDrawsOf, playerTagOf } from "#lib/fairness/draw.ts";
import { type Award, batchRoot, leafOf } from "#lib/fairness/ledger-leaf.ts";
import { headText } from "#lib/fairness/signed-head.ts";
import { type PacerConfig, type PacerConfigInput, pacerConfig } from "#lib/pacing/pacer-config.ts";
import {
  correctWin,
  encodeState,
  type PacerState,
  setBudget,
  startState,
} from "#lib/pacing/pacer-state.ts";
import { type Plan, packPlan } from "#lib/pacing/plan.ts";
import { planOf } from "#lib/pacing/plan-recipe.ts";
import { resumePacing, resumeState } from "#lib/pacing/resume.ts";
import { brandWins, countWin, type PlayerWins, winsField } from "#lib/pacing/run-batch.ts";
import { stepPlay } from "#lib/pacing/step.ts";
import { hmacSha256, sha256 } from "#lib/platform/node-digest.ts";
import type { ChainEntryKind } from "#lib/plays/contract.ts";
import { planEntry } from "#lib/plays/plan-hash.ts";
import { LOG_FORMAT, recordText, type Unsummed } from "#lib/plays/proof/log-record.ts";
import { publishedKey, signingKey } from "#lib/plays/sign-heads.ts";
import { closeInMemory } from "#lib/testing/close-in-memory.ts";

const secret = "a secret of tests, long enough for them";
const at = "2026-11-20T18:00:00.000Z";

function named(name: string, bytes: number): string {
  return createHash("sha256")
    .update(name)
    .digest("hex")
    .slice(0, 2 * bytes);
}

function uuid(name: string): string {
  const hex = named(name, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

interface Played {
  readonly playId: string;
  readonly k: number;
  readonly brand: number;
  readonly coupon: number | undefined;
  readonly player: string;
}

export class GameInMemory {
  readonly gameId = uuid("game");
  readonly seed = Buffer.from(named("seed", 32), "hex");
  readonly commitment: Uint8Array;
  readonly committed: string;
  readonly records: Unsummed[] = [];
  readonly #plans: Unsummed[] = [];
  readonly #signatures: Unsummed[] = [];
  readonly #wins: PlayerWins = new Map();
  config: PacerConfig;
  plan: Plan;
  state: PacerState;
  #revision = 1;
  #epoch = 0;
  #head: Uint8Array = GENESIS;
  #entries = 0;
  #seq = 0;
  #coupon = 100;
  #rows = 0;

  constructor(input: PacerConfigInput) {
    this.config = pacerConfig(input);
    const finish = finishOf(hmacSha256, this.seed, this.gameId);
    const draw = momentDrawsOf(hmacSha256, this.seed, this.gameId);
    this.plan = planOf(this.config, { finish, draw });
    this.state = startState(this.config);
    const config = this.config as unknown as JsonValue;
    const promised = {
      config,
      rules: { closeWith: "second_chance", winsPerPlayer: input.userCap ?? 1 },
      plan: planJson(this.plan),
    };
    this.committed = canonicalJson(promised);
    this.commitment = commitmentOf(sha256, this.seed, promised);
    this.#keepPlan();
    this.act("genesis", {
      commitment: toHex(this.commitment),
      ...this.#planEntry(),
      epoch: 0,
      gameId: this.gameId,
      state: this.#json(),
    });
  }

  #json = (): JsonValue => encodeState(this.state) as unknown as JsonValue;

  #planEntry() {
    const { config, plan } = this;
    return planEntry(sha256, { revision: this.#revision, config, plan });
  }

  #keepPlan(): void {
    const { config, plan } = this;
    const named = { is: "plan", revision: this.#revision, finishShare: plan.tf } as const;
    this.#plans.push({
      ...named,
      config: JSON.parse(JSON.stringify(config)) as Record<string, unknown>,
      curve: toHex(packPlan(plan)),
    });
  }

  #append(
    kind: ChainEntryKind,
    root: Uint8Array,
    more: { body: string } | { kFrom: number; kTo: number },
  ) {
    const prevHash = toHex(this.#head);
    this.#head = entryHash(sha256, this.#head, kind, root);
    this.#entries += 1;
    const hashes = { prevHash, root: toHex(root), hash: toHex(this.#head) };
    this.records.push({ is: "entry", seq: this.#entries, kind, at, ...more, ...hashes });
  }

  act(kind: ChainEntryKind, body: JsonValue): void {
    this.#append(kind, bodyRoot(sha256, body), { body: canonicalJson(body) });
  }

  /** Decides a batch; `dry` refuses what is drawn of a prize line, as an empty pool does. */
  batch(
    arrivals: readonly { readonly t: number; readonly player: string }[],
    dry?: number,
  ): Played[] {
    const rows: (Unsummed & { is: "row" })[] = [];
    const played: Played[] = [];
    const awards: Award[] = [];
    const leaves: Uint8Array[] = [];
    for (const { t: arrived, player } of arrivals) {
      this.#seq += 1;
      const { gameId } = this;
      const ids = {
        playId: uuid(`play ${this.#seq}`),
        seq: this.#seq,
        salt: named(`salt ${this.#seq}`, 16),
      };
      const u = drawOf(hmacSha256, this.seed, { gameId, ...ids });
      const tag = playerTagOf(hmacSha256, this.seed, uuid(player));
      const step = stepPlay(this.config, this.plan, this.state, {
        t: arrived,
        u,
        playerWins: this.#wins.get(tag) ?? 0,
        playerBrandWins: brandWins(this.config, this.#wins, tag),
      });
      const { k, t, S, shares, brand, reason } = step;
      if (brand >= 0) countWin(this.config, this.#wins, tag, brand);
      const coupon = brand >= 0 && brand !== dry ? ++this.#coupon : undefined;
      if (coupon !== undefined) awards.push({ k, couponId: coupon });
      const paced = { t, S, shares, brand, reason, u };
      leaves.push(leafOf(sha256, { gameId, shard: 0, k, playerTag: tag, ...ids, ...paced }));
      const given = coupon === undefined ? {} : { coupon };
      rows.push({
        is: "row",
        k,
        playId: ids.playId,
        player: tag,
        seq: ids.seq,
        salt: ids.salt,
        ...paced,
        ...given,
      });
      played.push({ playId: ids.playId, k, brand, coupon, player: tag });
    }
    const kFrom = this.#rows + 1;
    this.#rows += rows.length;
    this.#append("batch", batchRoot(sha256, leaves, awards), { kFrom, kTo: this.#rows });
    this.records.push(...rows);
    const refused = played.filter(({ brand, coupon }) => brand >= 0 && coupon === undefined);
    if (refused.length > 0) this.#refuse(refused);
    return played;
  }

  #uncount({ player, brand }: Played): void {
    correctWin(this.state, brand);
    for (const field of [player, winsField(player, brand)]) {
      const wins = this.#wins.get(field) ?? 0;
      if (wins > 0) this.#wins.set(field, wins - 1);
    }
  }

  #refuse(refused: readonly Played[]): void {
    for (const win of refused) this.#uncount(win);
    for (const { brand } of refused) setBudget(this.state, brand, this.state.W[brand] ?? 0);
    this.#epoch += 1;
    const plays = refused.map(({ playId, k, brand }) => ({ brand, k, playId, reason: "POOL" }));
    this.act("correction", {
      B: [...this.state.B],
      W: [...this.state.W],
      epoch: this.#epoch,
      plays,
    });
  }

  takeBack(win: Played): void {
    this.#uncount(win);
    this.#epoch += 1;
    const { playId, brand, coupon = 0 } = win;
    const about = { brand, couponId: coupon, epoch: this.#epoch, playId, reason: "RETURNED" };
    this.act("correction", { B: [...this.state.B], W: [...this.state.W], ...about });
  }

  voidPlay(): string {
    this.#seq += 1;
    const playId = uuid(`play ${this.#seq}`);
    this.act("correction", { playId, reason: "POISON" });
    return playId;
  }

  rebuild(): void {
    this.#epoch += 1;
    this.act("rebuild", { epoch: this.#epoch, planRevision: this.#revision, state: this.#json() });
  }

  pause(t: number, pausedS: number): void {
    this.act("pause", { epoch: this.#epoch, state: this.#json(), t });
    const duration = this.config.duration - pausedS;
    const resumed = resumePacing(this, { t, duration });
    this.config = resumed.config;
    this.plan = resumed.plan;
    resumeState(this.state, resumed);
    this.#revision += 1;
    this.#epoch += 1;
    this.#keepPlan();
    const state = this.#json();
    const pausedUs = pausedS * 1e6;
    this.act("resume", { ...this.#planEntry(), epoch: this.#epoch, pausedUs, state, t });
  }

  /** Nothing is left of a prize line whose pool is dry. */
  close(dry: number): void {
    const left = this.config.brands.map(({ budget }, b) =>
      b === dry ? 0 : Math.max(0, budget - (this.state.W[b] ?? 0)),
    );
    const { config, seed, records } = this;
    const firstCoupon = this.#coupon + 1;
    const facts = { config, seed, records, left, wins: this.#wins, firstCoupon };
    for (const body of closeInMemory(facts)) this.act("second_chance", body);
  }

  countPlays(): void {
    this.act("intake", { lastSeq: this.#seq });
  }

  sign(): void {
    const key = signingKey(secret);
    const head = { gameId: this.gameId, shard: 0, seq: this.#entries, hash: toHex(this.#head) };
    const signature = sign(null, utf8(headText(head)), key.privateKey).toString("hex");
    const { seq, hash } = head;
    this.#signatures.push({ is: "signature", seq, hash, keyId: key.keyId, at, signature });
  }

  reveal(): void {
    const commitment = toHex(this.commitment);
    this.act("reveal", { commitment, lastSeq: this.#seq, seed: toHex(this.seed) });
  }

  lines(): string[] {
    const { keyId, spki } = publishedKey(secret);
    const times = { startsAt: at, endsAt: "2026-11-20T19:00:00.000Z" };
    const published = {
      commitment: toHex(this.commitment),
      committedAt: "2026-11-19T09:00:00.000Z",
    };
    const all: Unsummed[] = [
      {
        ...{
          is: "game",
          format: LOG_FORMAT,
          gameId: this.gameId,
          name: "Friday é\u2028",
          ...times,
          ...published,
        },
        ...{ seed: toHex(this.seed), committed: this.committed, publicKey: spki, keyId },
      },
      ...this.#plans,
      ...this.records,
      ...this.#signatures,
      {
        is: "end",
        entries: this.#entries,
        rows: this.#rows,
        signatures: this.#signatures.length,
      },
    ];
    const texts = all.map((record) => recordText(sha256, record));
    return ["[", ...texts.map((text, i) => (i < texts.length - 1 ? `${text},` : text)), "]"];
  }
}
