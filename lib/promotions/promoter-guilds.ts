// Which guilds, channels and webhooks the built-in promoter posts to. Whoever connects one has the consent of its people.

import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import {
  type ChangeGuild,
  type ConnectGuild,
  changeGuildSchema,
  connectGuildSchema,
} from "#lib/promotions/promoter-contract.ts";
import {
  type GuildKey,
  leaveGuild,
  lockGuild,
  rotateGuild,
  updateGuild,
  upsertGuild,
} from "#lib/promotions/store-promoter-guilds.ts";
import { sealGuildSecret, sealTarget } from "#lib/promotions/target-address.ts";
import { makeSecret } from "#lib/webhooks/endpoint-secret.ts";

export interface PromoterGuildDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  readonly requestId?: string | null;
}

/** How long the secret before a rotation signs beside the new one. */
const overlapHours = 24;

function audit(
  tx: Executor,
  deps: Pick<PromoterGuildDeps, "requestId">,
  actor: Actor,
  entry: { action: string; serverUuid: string; before?: unknown; after?: unknown },
): Promise<void> {
  const { serverUuid, ...rest } = entry;
  const subject = { subjectKind: "promo_server", subjectId: serverUuid };
  return writeAudit(tx, { actor, ...subject, requestId: deps.requestId ?? null, ...rest });
}

/**
 * Has the promoter serve a guild from its next round on. Connecting it again changes channel and region and keeps its
 * UUID. The address of a webhook is sealed and never shown again; the secret its posts are signed with is answered the
 * one time it is made, and a webhook that has one keeps it.
 */
export async function connectGuild(
  deps: PromoterGuildDeps,
  actor: Actor,
  input: ConnectGuild,
): Promise<{ readonly id: string; readonly serverUuid: string; readonly secret?: string }> {
  requirePermission(actor, "promoServer", "edit");
  const guild = connectGuildSchema.parse(input);
  const { masterSecret } = deps;
  return deps.sql.begin(async (tx) => {
    const { platform, guildId, region, language } = guild;
    const secret = makeSecret();
    const url = guild.platform === "webhook" ? guild.url : undefined;
    const row = await upsertGuild(tx, {
      id: randomUUID(),
      serverUuid: randomUUID(),
      platform,
      guildId,
      region: region || null,
      language: language || null,
      channelId: guild.platform === "webhook" ? null : guild.channelId,
      // Sealed for the row that is there or will be.
      sealFor: (id) =>
        url === undefined
          ? null
          : {
              target: sealTarget(masterSecret, id, url),
              secret: sealGuildSecret(masterSecret, id, secret),
            },
    });
    const { id, serverUuid, isSecretNew } = row;
    const after = { platform, guildId, region, language };
    await audit(tx, deps, actor, { action: "promoter_guild.connected", serverUuid, after });
    return isSecretNew ? { id, serverUuid, secret } : { id, serverUuid };
  });
}

/** Another channel, region or language; one that was stopped is served again. It registers anew with the next round. */
export async function changeGuild(
  deps: PromoterGuildDeps,
  actor: Actor,
  input: ChangeGuild,
): Promise<void> {
  requirePermission(actor, "promoServer", "edit");
  const guild = changeGuildSchema.parse(input);
  await deps.sql.begin(async (tx) => {
    const row = await lockGuild(tx, guild.id);
    if (row?.platform !== guild.platform) throw new AppError("promo_server_not_found");
    const { region, language } = guild;
    const channelId = guild.platform === "webhook" ? null : guild.channelId;
    const targetCt =
      guild.platform === "webhook" && guild.url !== ""
        ? sealTarget(deps.masterSecret, guild.id, guild.url)
        : null;
    const change = { channelId, region: region || null, language: language || null, targetCt };
    await updateGuild(tx, guild.id, change);
    const told = { channelId, region, language };
    await audit(tx, deps, actor, {
      action: "promoter_guild.changed",
      serverUuid: row.serverUuid,
      before: { channelId: row.channelId, region: row.region, language: row.language },
      after: targetCt === null ? told : { ...told, url: "replaced" },
    });
  });
}

/**
 * A new secret for a webhook's posts, answered this one time. The one before signs beside it for a day; one that still
 * did from an earlier rotation stops at once, because a post carries two signatures at most.
 */
export async function rotateGuildSecret(
  deps: PromoterGuildDeps,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<{ readonly secret: string }> {
  requirePermission(actor, "promoServer", "edit");
  const secret = makeSecret();
  return deps.sql.begin(async (tx) => {
    const row = await lockGuild(tx, id);
    if (row?.platform !== "webhook") throw new AppError("promo_server_not_found");
    await rotateGuild(tx, id, sealGuildSecret(deps.masterSecret, id, secret), overlapHours);
    const { serverUuid } = row;
    await audit(tx, deps, actor, { action: "promoter_guild.secret_rotated", serverUuid });
    return { secret };
  });
}

/**
 * Nothing more is posted to it by the promoter; what was posted stays counted. The promoter sends the receipts that
 * wait, takes its promo server out of the network and forgets it. Said twice, it is forgotten at once.
 */
export async function disconnectGuild(
  deps: Pick<PromoterGuildDeps, "sql" | "requestId">,
  actor: Actor,
  { platform, guildId }: GuildKey,
): Promise<void> {
  requirePermission(actor, "promoServer", "edit");
  await deps.sql.begin(async (tx) => {
    const serverUuid = await leaveGuild(tx, { platform, guildId });
    if (serverUuid === undefined) throw new AppError("promo_server_not_found");
    const before = { platform, guildId };
    await audit(tx, deps, actor, { action: "promoter_guild.disconnected", serverUuid, before });
  });
}
