// Who asks in the access tests, and what they may find: every name is unique, so that one look at the bytes of
// an answer tells whether it gave something away.

import { randomBytes, randomUUID } from "node:crypto";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import type { ApiKeyScope, Role } from "#lib/identity/contract.ts";
import {
  hashSessionToken,
  newSessionToken,
  sessionCookieName,
} from "#lib/identity/session-token.ts";
import { insertApiKey } from "#lib/identity/store-api-keys.ts";
import { type Executor, openDatabase } from "#lib/platform/database.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { createBrand, createLiveGame, createPool } from "#lib/testing/factories.ts";
import { addPromotion } from "#lib/testing/promotion-network.ts";
import { insertDirect } from "#lib/webhooks/store-deliveries.ts";

export const viewerNames = ["anonymous", "key", "brandA", "brandB", "marketer", "admin"] as const;
export type ViewerName = (typeof viewerNames)[number];

/** What an answer could give away. */
export type Secrets = Readonly<Record<SecretName, string>>;
export type SecretName = (typeof secretNames)[number];
const secretNames = [
  "brandA",
  "brandB",
  "campaignA",
  "campaignB",
  "poolA",
  "poolB",
  "promotionA",
  "promotionB",
  "adA",
  "adB",
  "promoServer",
  "promoterGuild",
  "person",
  "keyName",
  "webhook",
] as const;

const ofStaff = [
  ...(["brandA", "brandB", "campaignA", "campaignB", "poolA", "poolB"] as const),
  ...(["promotionA", "promotionB", "adA", "adB", "promoServer", "promoterGuild"] as const),
];
const mayKnow: Readonly<Record<ViewerName, readonly SecretName[]>> = {
  anonymous: [],
  key: [],
  brandA: ["brandA", "campaignA", "promotionA", "adA"],
  brandB: ["brandB", "campaignB", "promotionB", "adB"],
  marketer: ofStaff,
  admin: secretNames,
};

export interface Side {
  readonly brand: string;
  readonly campaign: string;
  readonly pool: string;
  readonly promotion: string;
  readonly ad: string;
  readonly code: string;
  readonly webhook: string;
  readonly delivery: string;
  readonly approval: string;
}

export interface Cast {
  readonly secrets: Secrets;
  readonly a: Side;
  readonly b: Side;
  readonly promoServer: string;
  readonly promoterGuild: string;
  /** Headers that make a request theirs. */
  readonly headers: Readonly<Record<ViewerName, Readonly<Record<string, string>>>>;
  /** Names of what `text` gives away to somebody who may not know it. */
  leaks(viewer: ViewerName, text: string): SecretName[];
}

function secretOf(name: string): string {
  return `Canary${name}${randomBytes(6).toString("hex")}`;
}

async function signIn(sql: Executor, name: string, role: Role, brandId: string | null) {
  const email = `${randomUUID()}@example.test`;
  const [user] = await sql<{ id: string }[]>`
    insert into "user" (name, email, role, brand_id, time_zone)
    values (${name}, ${email}, ${role}, ${brandId}, 'Europe/Berlin') returning id`;
  const userId = user?.id ?? "";
  const token = newSessionToken();
  await sql`
    insert into session (token, user_id, expires_at)
    values (${hashSessionToken(process.env.FROLIC_SECRET ?? "", token)}, ${userId}, now() + interval '1 hour')`;
  const cookie = sessionCookieName({ BASE_URL: process.env.BASE_URL ?? "http://localhost:3000" });
  return { userId, headers: { cookie: `${cookie}=${token}` } };
}

/** Blocked, so that no allocation counts on it. */
async function raisePromoServer(sql: Executor, name: string, ownerId: string): Promise<string> {
  const id = randomUUID();
  await sql`
    insert into promo_server (id, owner_id, guild_id, name, registered_at, blocked_at)
    values (${id}, ${ownerId}, ${`guild-${id}`}, ${name}, now(), now())`;
  return toPublicId("srv", id);
}

/** Not enabled, so that no promoter serves it. */
async function raisePromoterGuild(sql: Executor, name: string): Promise<string> {
  const id = randomUUID();
  await sql`
    insert into promoter_guild (id, platform, guild_id, server_uuid, enabled)
    values (${id}, 'telegram', ${name}, ${randomUUID()}, false)`;
  return toPublicId("gld", id);
}

/** A brand with a live campaign, a pool of codes and a promotion. */
async function raiseSide(
  sql: Executor,
  names: Record<"brand" | "campaign" | "pool" | "webhook" | "promotion" | "ad", string>,
) {
  const secret = process.env.FROLIC_SECRET ?? "";
  const brand = await createBrand(sql, { name: names.brand });
  const pool = await createPool(sql, brand.id, 5, { secret });
  await sql`update coupon_pool set name = ${names.pool} where id = ${pool.id}`;
  const prizes = [{ brandId: brand.id, poolId: pool.id, quantity: 5 }];
  const game = await createLiveGame(sql, { secret, prizes });
  await sql`
    update campaign
       set name = ${names.campaign}, doc = jsonb_set(doc, '{name}', to_jsonb(${names.campaign}::text))
     where id = ${game.campaignId}`;
  const url = `http://127.0.0.1:9/${names.webhook}`;
  const [endpoint] = await sql<{ id: string }[]>`
    insert into webhook_endpoint (url, secret_ct, disabled_at) values (${url}, '', now()) returning id`;
  const webhook = endpoint?.id ?? "";
  const promotion = await addPromotion(sql, { state: "paused" });
  await sql`
    update promotion set app_name = ${names.promotion}, brand_id = ${brand.id}
     where id = ${promotion}`;
  // Cancelled, so that no worker takes it.
  const [ad] = await sql<{ id: string }[]>`
    insert into ad (brand_id, title, description, genre, target_audience, visual_elements, call_to_action, duration,
                    priority, partition, status)
    values (${brand.id}, ${names.ad}, 'A game.', 'Puzzle', '{18-34}', '{}', 'Play now', 30, 3, 0, 'CANCELLED')
    returning id`;
  // Refused already, so that it is on nobody's list of what to do.
  const [approval] = await sql<{ id: string }[]>`
    insert into approval (kind, campaign_id, payload, lines, basis, maker_id, checker_id, state)
    values ('campaign_resume', ${game.campaignId}, '{}', '[]', '', gen_random_uuid(), gen_random_uuid(), 'REFUSED')
    returning id`;
  const side: Side = {
    approval: toPublicId("apr", approval?.id ?? ""),
    ad: toPublicId("ad", ad?.id ?? ""),
    promotion: toPublicId("prm", promotion),
    webhook: toPublicId("whk", webhook),
    delivery: await insertDirect(sql, webhook, { type: "game.ended", data: {} }),
    brand: toPublicId("brd", brand.id),
    campaign: toPublicId("cmp", game.campaignId),
    pool: toPublicId("pool", pool.id),
    code: pool.codes[0] ?? "",
  };
  return { brandId: brand.id, side };
}

async function makeKey(sql: Executor, ownerId: string, name: string) {
  const fresh = newApiKey();
  const scopes: ApiKeyScope[] = [];
  const { id, secretHash } = fresh;
  await insertApiKey(sql, {
    id,
    secretHash,
    name,
    ownerId,
    brandId: null,
    scopes,
    expiresAt: null,
  });
  return { authorization: `Bearer ${fresh.key}` };
}

export async function gatherCast(): Promise<Cast> {
  const database = openDatabase(process.env.DATABASE_URL ?? "", {
    max: 1,
    applicationName: "frolic-e2e",
  });
  try {
    const { sql } = database;
    const secrets = Object.fromEntries(secretNames.map((name) => [name, secretOf(name)])) as Record<
      SecretName,
      string
    >;
    const namesOf = (side: "A" | "B") => ({
      brand: secrets[`brand${side}`],
      campaign: secrets[`campaign${side}`],
      pool: secrets[`pool${side}`],
      promotion: secrets[`promotion${side}`],
      ad: secrets[`ad${side}`],
      webhook: secrets.webhook,
    });
    const a = await raiseSide(sql, namesOf("A"));
    const b = await raiseSide(sql, namesOf("B"));
    const admin = await signIn(sql, "Ada", "admin", null);
    const promoServer = await raisePromoServer(sql, secrets.promoServer, admin.userId);
    const promoterGuild = await raisePromoterGuild(sql, secrets.promoterGuild);
    const marketer = await signIn(sql, "Max", "marketer", null);
    const headers = {
      anonymous: {},
      key: await makeKey(sql, admin.userId, secrets.keyName),
      brandA: (await signIn(sql, "Ana", "brand", a.brandId)).headers,
      brandB: (await signIn(sql, "Ben", "brand", b.brandId)).headers,
      marketer: marketer.headers,
      admin: admin.headers,
    };
    await signIn(sql, secrets.person, "marketer", null);
    const leaks = (viewer: ViewerName, text: string) =>
      secretNames.filter((name) => !mayKnow[viewer].includes(name) && text.includes(secrets[name]));
    return { secrets, a: a.side, b: b.side, promoServer, promoterGuild, headers, leaks };
  } finally {
    await database.close();
  }
}
