import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import {
  type ComplaintKind,
  complaintKinds,
  type PromotionEventType,
} from "#lib/promotions/contract.ts";
import { recordExposure } from "#lib/promotions/open-exposure.ts";
import { ignoredSentence, judgeTime } from "#lib/promotions/receipt-time.ts";
import { insertComplaint } from "#lib/promotions/store-complaints.ts";
import {
  type EventTarget,
  findEventTarget,
  insertPromotionEvent,
  type NewEvent,
} from "#lib/promotions/store-events.ts";
import { findExposure } from "#lib/promotions/store-exposures.ts";
import { findOwner } from "#lib/promotions/store-servers.ts";
import type { TrackAnswer, TrackInput } from "#lib/promotions/track-contract.ts";

export interface TrackDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/**
 * Counts what a bot tells of a promotion, once: per eventId, and a post per message whatever its eventId. Order does
 * not matter. `input` was parsed by trackInputSchema. An unknown campaign and another owner's promo server are
 * refused as not found; what lies outside of the booking is kept and not counted.
 */
export async function trackEvent(
  deps: TrackDeps,
  actor: Actor,
  input: TrackInput,
): Promise<TrackAnswer> {
  requirePermission(actor, "promotionEvent", "track");
  const { sql } = deps;
  const owner = await findOwner(sql, input.serverUuid);
  const isForeign = actor.kind === "api_key" && owner !== actor.ownerId;
  if (owner === undefined || isForeign) throw new AppError("promo_server_not_found");
  const target = await findEventTarget(sql, {
    serverId: input.serverUuid,
    campaignId: input.campaignId,
    appId: input.appId,
    variantKey: input.variantId,
  });
  if (!target) {
    const details = `There is no campaign "${input.campaignId}". Nothing was counted.`;
    throw new AppError("promotion_not_found", { details });
  }
  const kind = complaintKinds.find((each) => each === input.eventType);
  const dedupeKey = dedupeKeyOf(input, target.promotionId, owner);
  if (kind) return takeComplaint(sql, input, target, { kind, dedupeKey });
  const { atS, ignoredAs } = judgeTime(input.timestamp, target.nowS, target);
  const event: NewEvent & { readonly atS: number } = {
    dedupeKey,
    promotionId: target.promotionId,
    serverId: input.serverUuid,
    variantId: target.variantId,
    type: input.eventType as PromotionEventType,
    atS,
    messageId: input.messageId,
    channelId: input.channelId,
    source: "bot",
    ignoredAs,
  };
  const recorded = await sql.begin((tx) => record(tx, target, event));
  if (!recorded) return repeated(sql, input, target);
  if (ignoredAs) {
    const message = ignoredSentence(ignoredAs);
    return { ...of(input), duplicate: false, counted: false, ignoredAs, message };
  }
  return { ...of(input), duplicate: false, counted: true, ...recorded };
}

const of = ({ eventType }: TrackInput) => ({ eventType });

/**
 * An event id is one for all promo servers of an owner, and no other owner can use it up. What bots tell with neither
 * event nor message is told apart by their clock.
 */
function dedupeKeyOf(input: TrackInput, promotionId: string, ownerId: string): string {
  const { eventId, serverUuid, eventType, messageId, timestamp } = input;
  if (eventId !== undefined) return `bot|${ownerId}|event|${eventId}`;
  const one = messageId === undefined ? `at|${timestamp}` : `message|${messageId}`;
  return `bot|${serverUuid}|${promotionId}|${eventType}|${one}`;
}

type Recorded = Pick<TrackAnswer, "message"> & { readonly billedAs?: number };

/** The event and what follows from it, or neither; undefined when it was told before. */
async function record(
  tx: Executor,
  target: EventTarget,
  event: NewEvent & { readonly atS: number },
): Promise<Recorded | undefined> {
  if (!(await insertPromotionEvent(tx, event))) return undefined;
  if (event.type !== "POSTED") return { message: "Counted." };
  if (event.ignoredAs !== undefined || event.serverId === null) return { message: "Kept." };
  const { billedAs } = await recordExposure(tx, target, {
    promotionId: event.promotionId,
    serverId: event.serverId,
    variantId: target.variantId,
    atS: event.atS,
    messageId: event.messageId,
    channelId: event.channelId,
  });
  if (billedAs === null) {
    const message = `Kept. All ${target.servers} exposures that were booked have their promo server; this one is not billed.`;
    return { message };
  }
  return { billedAs, message: `Counted: exposure ${billedAs} of ${target.servers}.` };
}

async function repeated(
  sql: Executor,
  input: TrackInput,
  { promotionId }: EventTarget,
): Promise<TrackAnswer> {
  const known = await findExposure(sql, { promotionId, serverId: input.serverUuid });
  const billedAs = input.eventType === "POSTED" ? known?.billedAs : undefined;
  return {
    ...of(input),
    duplicate: true,
    counted: false,
    ...(billedAs ? { billedAs } : {}),
    message: "It was told before. Nothing was counted twice.",
  };
}

async function takeComplaint(
  sql: Executor,
  input: TrackInput,
  { promotionId }: EventTarget,
  { kind, dedupeKey }: { readonly kind: ComplaintKind; readonly dedupeKey: string },
): Promise<TrackAnswer> {
  const isNew = await insertComplaint(sql, {
    serverId: input.serverUuid,
    promotionId,
    kind,
    detail: input.detail,
    dedupeKey,
  });
  const message = isNew ? "The complaint was noted." : "The complaint was told before.";
  return { ...of(input), duplicate: !isNew, counted: isNew, message };
}
