// Which guilds, channels and webhooks the built-in promoter posts to. Whoever connects one has the consent of its people.

import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import {
  deleteGuild,
  type PromoterGuildRow,
  selectGuilds,
  upsertGuild,
} from "#lib/promotions/store-promoter-guilds.ts";
import { sealTarget } from "#lib/promotions/target-address.ts";

export interface PromoterGuildDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  readonly requestId?: string | null;
}

const place = {
  guildId: z.string().trim().min(1).max(100),
  region: z.string().trim().max(40).default(""),
  language: z.string().trim().max(20).default(""),
};
const snowflake = z.string().regex(/^\d{5,25}$/, "A Discord channel id is digits.");
const chat = z
  .string()
  .regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,40})$/, "A Telegram chat is a number or an @name.");

export const connectGuildSchema = z.discriminatedUnion("platform", [
  z.strictObject({ platform: z.literal("discord"), channelId: snowflake, ...place }),
  z.strictObject({ platform: z.literal("telegram"), channelId: chat, ...place }),
  z.strictObject({
    platform: z.literal("webhook"),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    ...place,
  }),
]);
export type ConnectGuild = z.input<typeof connectGuildSchema>;

/**
 * Has the promoter serve a guild from its next round on. Connecting it again changes channel and region and keeps its
 * UUID. The address of a webhook is sealed and never shown again.
 */
export async function connectGuild(
  deps: PromoterGuildDeps,
  actor: Actor,
  input: ConnectGuild,
): Promise<{ readonly serverUuid: string }> {
  requirePermission(actor, "promoServer", "edit");
  const guild = connectGuildSchema.parse(input);
  return deps.sql.begin(async (tx) => {
    const { platform, guildId, region, language } = guild;
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
        guild.platform === "webhook" ? sealTarget(deps.masterSecret, id, guild.url) : null,
    });
    await writeAudit(tx, {
      actor,
      action: "promoter_guild.connected",
      subjectKind: "promo_server",
      subjectId: row.serverUuid,
      after: { platform, guildId, region, language },
      requestId: deps.requestId ?? null,
    });
    return { serverUuid: row.serverUuid };
  });
}

/** Nothing more is posted to it by the promoter; what was posted stays counted. Its promo server falls silent. */
export async function disconnectGuild(
  deps: Pick<PromoterGuildDeps, "sql" | "requestId">,
  actor: Actor,
  { platform, guildId }: Pick<PromoterGuildRow, "platform" | "guildId">,
): Promise<void> {
  requirePermission(actor, "promoServer", "edit");
  await deps.sql.begin(async (tx) => {
    const serverUuid = await deleteGuild(tx, platform, guildId);
    if (serverUuid === undefined) throw new AppError("promo_server_not_found");
    await writeAudit(tx, {
      actor,
      action: "promoter_guild.disconnected",
      subjectKind: "promo_server",
      subjectId: serverUuid,
      before: { platform, guildId },
      requestId: deps.requestId ?? null,
    });
  });
}

/** What the promoter serves, with what it is waiting for or failing at. */
export async function listPromoterGuilds(db: Executor, actor: Actor): Promise<PromoterGuildRow[]> {
  requirePermission(actor, "promoServer", "read");
  return selectGuilds(db);
}
