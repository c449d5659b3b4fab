import { randomBytes, randomUUID } from "node:crypto";
import type { CampaignState, GameDoc, GameState, PrizeDoc } from "#lib/campaigns/contract.ts";
import { layOutGame } from "#lib/campaigns/lay-out-game.ts";
import type { OpenedGame } from "#lib/campaigns/play-port.ts";
import { ensureBrandKey } from "#lib/coupons/brand-key.ts";
import { codeHashKey, sealCode } from "#lib/coupons/code-cipher.ts";
import type { Executor } from "#lib/platform/database.ts";

/** The master secret of every test; long enough for the product's own check. */
export const testSecret = "test-secret-test-secret-test-secret-0123";

/** Who opens a code in a test: every opening is recorded. */
export const testAccess = { actorKind: "user", actorId: "a test", purpose: "test" } as const;

export interface TestBrand {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

export async function createBrand(
  db: Executor,
  given: { readonly name?: string; readonly demo?: boolean } = {},
): Promise<TestBrand> {
  const id = randomUUID();
  const name = given.name ?? `Brand ${id.slice(0, 4)}`;
  const slug = `brand-${id.slice(0, 8)}`;
  await db`
    insert into brand (id, name, slug, monogram, demo)
    values (${id}, ${name}, ${slug}, 'BR', ${given.demo ?? false})`;
  return { id, name, slug };
}

export interface TestPool {
  readonly id: string;
  readonly brandId: string;
  readonly codes: readonly string[];
  readonly couponIds: readonly number[];
}

/** A pool with `size` sealed codes that really open with `testSecret`. */
export async function createPool(
  db: Executor,
  brandId: string,
  size: number,
  given: { readonly secret?: string; readonly codesExpireAt?: string } = {},
): Promise<TestPool> {
  const secret = given.secret ?? testSecret;
  const id = randomUUID();
  await db`
    insert into coupon_pool (id, brand_id, name, codes_expire_at)
    values (${id}, ${brandId}, ${`Pool ${id.slice(0, 4)}`}, ${given.codesExpireAt ?? null})`;
  if (size === 0) return { id, brandId, codes: [], couponIds: [] };
  const key = await ensureBrandKey(db, secret, brandId);
  const hmacKey = codeHashKey(secret);
  const codes = Array.from(
    { length: size },
    () => `TEST-${randomBytes(6).toString("hex").toUpperCase()}`,
  );
  const rows = await db<{ id: number }[]>`
    select nextval('coupon_id_seq')::float8 as id from generate_series(1, ${size})`;
  const couponIds = rows.map((row) => row.id);
  const sealed = codes.map((code, index) => sealCode(key, hmacKey, couponIds[index] ?? 0, code));
  await db`
    insert into coupon (id, pool_id, brand_id, code_ct, code_hmac, key_id, mask)
    select row.id, ${id}, ${brandId}, decode(row.ct, 'hex'), decode(row.hmac, 'hex'), ${key.id}, row.mask
    from unnest(${couponIds}::bigint[], ${sealed.map((row) => row.codeCt.toString("hex"))}::text[],
      ${sealed.map((row) => row.codeHmac.toString("hex"))}::text[], ${sealed.map((row) => row.mask)}::text[])
      as row (id, ct, hmac, mask)`;
  return { id, brandId, codes, couponIds };
}

export interface TestPrizeLine {
  readonly brandId: string;
  readonly poolId: string | null;
  readonly quantity: number;
  readonly weight?: number;
  readonly winsPerPlayer?: number;
}

export function prizeDoc(line: TestPrizeLine): PrizeDoc {
  return {
    id: randomUUID(),
    brandId: line.brandId,
    poolId: line.poolId,
    name: "A free coffee",
    quantity: line.quantity,
    weight: line.weight ?? 1,
    winsPerPlayer: line.winsPerPlayer ?? 0,
    valueMinor: 350,
    currency: "EUR",
    template: {
      headline: "One free coffee",
      terms: "One per person.",
      howToRedeem: "Show the code at the till.",
      redeemUrl: "",
      expiresAfterDays: null,
    },
  };
}

/** What starts pacer and chain; tests that never play leave it out. */
type OpenGame = (tx: Executor, game: OpenedGame) => Promise<void>;

export interface TestGameOptions extends Partial<Omit<GameDoc, "id" | "prizes">> {
  readonly prizes?: readonly TestPrizeLine[];
  readonly state?: GameState;
  readonly campaignState?: CampaignState;
  readonly timeZone?: string;
  readonly hallMode?: boolean;
  readonly seed?: Buffer;
  readonly secret?: string;
  readonly openGame?: OpenGame;
}

export interface TestGame {
  readonly campaignId: string;
  readonly campaignSlug: string;
  readonly gameId: string;
  readonly seed: Buffer;
  readonly prizeIds: readonly string[];
  /** Pools of the prizes, in their order. */
  readonly poolIds: readonly (string | null)[];
  readonly doc: GameDoc;
}

function hoursAfter(nowMs: number, hours: number): string {
  return new Date(nowMs + hours * 3_600_000).toISOString();
}

/**
 * A game that is open now (an hour old, an hour to go) with one prize line of 10 coupons, unless told
 * otherwise; without `hallMode: false` there are no caps per network. `openGame` starts pacer and chain.
 */
export async function createLiveGame(db: Executor, given: TestGameOptions = {}): Promise<TestGame> {
  const campaignId = randomUUID();
  const gameId = randomUUID();
  const campaignSlug = `c-${campaignId.slice(0, 8)}`;
  const nowMs = Date.now();
  const seed = given.seed ?? randomBytes(32);
  const prizes = given.prizes ?? [await freshPrizeLine(db, given.secret)];
  const doc: GameDoc = {
    id: gameId,
    name: given.name ?? "Game",
    slug: given.slug ?? "game",
    startsAt: given.startsAt ?? hoursAfter(nowMs, -1),
    endsAt: given.endsAt ?? hoursAfter(nowMs, 1),
    revealSeconds: given.revealSeconds ?? 10,
    playsPerPlayer: given.playsPerPlayer ?? 1,
    playsPerDay: given.playsPerDay ?? false,
    winsPerPlayer: given.winsPerPlayer ?? 1,
    whoMayPlay: given.whoMayPlay ?? "anonymous",
    expectedPlays: given.expectedPlays ?? 0,
    prizes: prizes.map(prizeDoc),
  };
  const campaignDoc = {
    name: "Campaign",
    slug: campaignSlug,
    timeZone: given.timeZone ?? "Europe/Berlin",
    startsAt: doc.startsAt,
    endsAt: doc.endsAt,
    hallMode: given.hallMode ?? true,
    games: [doc],
    look: {
      enamel: "#B9290F",
      bulb: "#FFC02E",
      title: "Play",
      subtitle: "",
      winText: "",
      loseText: "",
    },
    rules: { minimumAge: 0, consentText: "", officialRules: "", oddsLine: "", embedDomains: [] },
  };
  await db`
    insert into campaign (id, slug, name, state, time_zone, starts_at, ends_at, doc, revision, hall_mode,
      published_at)
    values (${campaignId}, ${campaignSlug}, 'Campaign', ${given.campaignState ?? "live"},
      ${campaignDoc.timeZone}, ${doc.startsAt}, ${doc.endsAt}, ${JSON.stringify(campaignDoc)}::text::jsonb, 1,
      ${campaignDoc.hallMode}, now())`;
  await layOutGame(
    db,
    {
      masterSecret: given.secret ?? testSecret,
      plays: { openGame: given.openGame ?? (async () => undefined) },
    },
    { campaignId, doc: campaignDoc, game: doc, position: 0, state: given.state ?? "live", seed },
  );
  return {
    campaignId,
    campaignSlug,
    gameId,
    seed,
    prizeIds: doc.prizes.map((prize) => prize.id),
    poolIds: doc.prizes.map((prize) => prize.poolId),
    doc,
  };
}

async function freshPrizeLine(db: Executor, secret?: string): Promise<TestPrizeLine> {
  const brand = await createBrand(db);
  const pool = await createPool(db, brand.id, 10, secret === undefined ? {} : { secret });
  return { brandId: brand.id, poolId: pool.id, quantity: 10 };
}
