import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { TransactionSql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import type { Registration, RegistrationAnswer } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import type { NetworkDeps } from "#lib/promotions/network-settings.ts";
import {
  findOwner,
  insertServer,
  type KnownServer,
  lockByGuild,
  lockRegistry,
  lowestFreeSlot,
  type ServerTraits,
  updateServer,
} from "#lib/promotions/store-servers.ts";
import { wantAllocation } from "#lib/promotions/want-allocation.ts";

const unknown: ServerTraits = {
  name: "",
  userCount: null,
  activityLevel: null,
  hasPromotionChannel: null,
  region: null,
  language: null,
  channelId: null,
  optedInAt: null,
  optedInBy: null,
  blockedCategories: [],
};

/**
 * Whoever sets a promotion channel up agrees to be posted to; a bot that asked somebody says whom and when. The first
 * consent stays on record until another one is told. A consent without a time is one of now.
 */
function consentOf(before: ServerTraits, { metadata, registeredAt }: Registration) {
  const { optedInBy, optedInAt = registeredAt, hasPromotionChannel } = metadata;
  const at = optedInAt === undefined ? null : new Date(optedInAt * 1000).toISOString();
  if (optedInBy !== undefined) return { optedInBy, optedInAt: at };
  if (hasPromotionChannel && before.optedInBy === null) {
    return { optedInBy: "whoever set up the promotion channel", optedInAt: at };
  }
  return { optedInBy: before.optedInBy, optedInAt: before.optedInAt };
}

/** What is not said stays as it was. */
function merged(before: ServerTraits, input: Registration): ServerTraits {
  const { metadata } = input;
  return {
    name: metadata.name ?? before.name,
    userCount: metadata.userCount ?? before.userCount,
    activityLevel: metadata.activityLevel ?? before.activityLevel,
    hasPromotionChannel: metadata.hasPromotionChannel ?? before.hasPromotionChannel,
    region: metadata.region ?? before.region,
    language: metadata.language ?? before.language,
    channelId: metadata.channelId ?? before.channelId,
    blockedCategories: metadata.blockedCategories ?? before.blockedCategories,
    ...consentOf(before, input),
  };
}

/** What an allocation looks at. */
function weighed(traits: ServerTraits): string {
  const { userCount, activityLevel, hasPromotionChannel, region, language } = traits;
  const { blockedCategories } = traits;
  return JSON.stringify([
    [userCount, activityLevel, hasPromotionChannel, region, language],
    [...blockedCategories].sort(),
  ]);
}

async function record(
  tx: TransactionSql,
  deps: NetworkDeps,
  actor: Actor,
  serverId: string,
): Promise<void> {
  await wantAllocation(tx, "promo_server");
  await writeAudit(tx, {
    actor,
    action: "promo_server.registered",
    subjectKind: "promo_server",
    subjectId: serverId,
    requestId: deps.requestId ?? null,
  });
}

async function renew(
  tx: TransactionSql,
  deps: NetworkDeps,
  actor: Actor,
  known: KnownServer,
  input: Registration,
): Promise<void> {
  const traits = merged(known, input);
  const slot = known.isRegistered ? null : await lowestFreeSlot(tx);
  await updateServer(tx, known.id, traits, { slot, ownerId: ownerOf(actor) });
  if (!known.isRegistered) await record(tx, deps, actor, known.id);
  else if (known.isAway) await wantAllocation(tx, "promo_server");
  else if (weighed(traits) !== weighed(known)) await wantAllocation(tx, "weight");
}

/**
 * Registers a guild or brings what is known of it up to date; asking again changes nothing. A guild is one promo
 * server: whatever UUID is sent, the answer carries the one in force, so that a bot that lost it gets it back. A UUID
 * that stands for another guild of the same owner is not moved: the guild gets a UUID of its own. Guilds and UUIDs of
 * other owners are not found; one that was unregistered is nobody's, and goes to whoever registers it.
 */
export async function registerServer(
  deps: NetworkDeps,
  actor: Actor,
  input: Registration,
): Promise<RegistrationAnswer> {
  requirePermission(actor, "promoServer", "serve");
  const ownerId = ownerOf(actor);
  const { guildId, metadata, registeredAt = null } = input;
  const platform = metadata.platform ?? "discord";
  const serverUuid = await deps.sql.begin(async (tx) => {
    await lockRegistry(tx);
    const known = await lockByGuild(tx, { platform, guildId });
    const takenBy = await findOwner(tx, input.serverUuid);
    const isForeign = known?.isRegistered && known.ownerId !== ownerId;
    const isTaken = takenBy !== undefined && takenBy !== ownerId && input.serverUuid !== known?.id;
    if (isForeign || isTaken) throw new AppError("promo_server_not_found");
    if (known) {
      await renew(tx, deps, actor, known, input);
      return known.id;
    }
    const id = takenBy === undefined ? input.serverUuid : randomUUID();
    const slot = await lowestFreeSlot(tx);
    const traits = merged(unknown, input);
    await insertServer(tx, { ...traits, id, slot, ownerId, platform, guildId, registeredAt });
    await record(tx, deps, actor, id);
    return id;
  });
  const message =
    serverUuid === input.serverUuid
      ? "Server registered successfully"
      : "Server registered successfully. Keep this serverUuid: it is the one in force for the guild.";
  return { serverUuid, registered: true, message };
}
