import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { symmetricEncrypt } from "better-auth/crypto";
import { advanceImport } from "#lib/coupons/run-imports.ts";
import { uploadImport } from "#lib/coupons/upload-import.ts";
import { authSecret } from "#lib/identity/auth.ts";
import { createPartnerKey } from "#lib/identity/manage-partner-keys.ts";
import { inviteUser } from "#lib/identity/setup-token.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { signHeads } from "#lib/plays/sign-heads.ts";
import { connectGuild, rotateGuildSecret } from "#lib/promotions/promoter-guilds.ts";
import { sealTarget } from "#lib/promotions/target-address.ts";
import {
  createBrand,
  createLiveGame,
  createPool,
  type TestGame,
  type TestPool,
  testSecret,
} from "#lib/testing/factories.ts";
import type { TestDatabase } from "#lib/testing/stores.ts";
import { addEndpoint, openEgress, webhookAdmin } from "#lib/testing/webhook-fixtures.ts";
import { adSecretOf } from "#lib/webhooks/ad-secret.ts";
import { sealSecret } from "#lib/webhooks/endpoint-secret.ts";
import { rotateSecret as rotateEndpointSecret } from "#lib/webhooks/manage-endpoints.ts";
import { insertTarget } from "#lib/webhooks/store-targets.ts";

export interface SealedWorld {
  readonly pool: TestPool;
  readonly game: TestGame;
  /** Codes of an import that is checked and waits to be committed. */
  readonly staged: readonly string[];
  readonly importId: string;
  readonly adTarget: { readonly id: string; readonly ownerId: string; readonly url: string };
  readonly totpSecret: string;
  /** What a partner's backend signs for one of its people. */
  readonly partnerToken: string;
}

/** Something of everything that depends on the master secret, made by the product under `testSecret`. */
export async function sealedWorld({ sql }: TestDatabase): Promise<SealedWorld> {
  const brand = await createBrand(sql);
  const pool = await createPool(sql, brand.id, 7);
  await sql`
    update coupon set state = 'ISSUED', play_id = gen_random_uuid(), issued_at = now() where id = ${pool.couponIds[0] ?? 0}`;
  const game = await createLiveGame(sql, { openGame });
  await signHeads(sql, testSecret);
  const { importId, staged } = await stagedImport(sql, pool);
  const adTarget = await webhooks(sql);
  await promoter(sql);
  const { totpSecret } = await people(sql);
  const partnerToken = await partner(sql);
  return { pool, game, staged, importId, adTarget, totpSecret, partnerToken };
}

type Sql = TestDatabase["sql"];

async function stagedImport(sql: Sql, pool: TestPool) {
  const staged = ["STAGED-AAAA-0001", "STAGED-AAAA-0002"];
  async function* body() {
    yield Buffer.from(`code\n${[...staged, pool.codes[1]].join("\n")}\n`);
  }
  const deps = { sql, masterSecret: testSecret };
  const { importId } = await uploadImport(deps, webhookAdmin, {
    ...{ poolId: pool.id, fileName: "codes.csv", bytesTotal: 0, body: body() },
  });
  await advanceImport(deps, importId);
  return { importId, staged };
}

async function webhooks(sql: Sql) {
  const { endpointId } = await addEndpoint(sql, "http://127.0.0.1:9/");
  const deps = { sql, masterSecret: testSecret, egress: openEgress };
  await rotateEndpointSecret(deps, webhookAdmin, { endpointId });
  const target = { id: randomUUID(), ownerId: randomUUID(), url: "https://ads.example/hook" };
  const secretCt = sealSecret(testSecret, target.id, adSecretOf(testSecret, target));
  await insertTarget(sql, { ...target, events: ["ad.completed"], secretCt });
  return target;
}

async function promoter(sql: Sql): Promise<void> {
  const deps = { sql, masterSecret: testSecret };
  const hook = { platform: "webhook", guildId: "blog", url: "https://a.example/1" } as const;
  const { id } = await connectGuild(deps, { kind: "system" }, hook);
  await rotateGuildSecret(deps, { kind: "system" }, { id });
  const serverId = randomUUID();
  await sql`
    insert into promo_server (id, owner_id, guild_id, registered_at, target_ct)
    values (${serverId}, ${randomUUID()}, 'g-1', now(), ${sealTarget(testSecret, serverId, "https://b.example/2")})`;
}

async function people(sql: Sql): Promise<{ readonly totpSecret: string }> {
  const [person] = await sql<{ id: string }[]>`
    insert into "user" (name, email, role) values ('Mira', 'mira@example.com', 'admin') returning id`;
  const userId = person?.id ?? "";
  const key = authSecret(testSecret);
  const totpSecret = randomBytes(20).toString("hex");
  const secret = await symmetricEncrypt({ key, data: totpSecret });
  const codes = await symmetricEncrypt({ key, data: JSON.stringify(["aaaaa-bbbbb"]) });
  await sql`insert into two_factor (secret, backup_codes, user_id) values (${secret}, ${codes}, ${userId})`;
  await sql`
    insert into session (token, user_id, expires_at) values ('a hash', ${userId}, now() + interval '1 hour')`;
  const invitation = { email: "new@example.com", role: "marketer", brandId: null } as const;
  await inviteUser(sql, testSecret, { ...webhookAdmin, userId }, invitation, "req");
  return { totpSecret };
}

async function partner(sql: Sql): Promise<string> {
  const request = { name: "Partner", campaignId: null };
  const { id, secret } = await createPartnerKey(sql, testSecret, webhookAdmin, request, "req");
  await sql`
    insert into player_token_key (id, name, algorithm, key_material)
    values ('ptk_public', 'Other', 'EdDSA', ${randomBytes(44)})`;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const signed = `${encode({ alg: "HS256", kid: id })}.${encode({ sub: "u-1", exp })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
