import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";
import type {
  DeliveryDetail,
  DeliveryListed,
  DeliveryState,
  WebhookEvent,
} from "#lib/webhooks/contract.ts";
import { sampleOf } from "#lib/webhooks/sample-events.ts";
import { bodyOf } from "#lib/webhooks/sign-message.ts";
import {
  type DeliveryRow,
  findDelivery,
  insertDirect,
  makeDue,
  selectAttempts,
  selectDeliveries,
} from "#lib/webhooks/store-deliveries.ts";
import { lockEndpoint } from "#lib/webhooks/store-endpoints.ts";
import type { WebhookDeps } from "#lib/webhooks/webhook-deps.ts";

const pageMax = 100;
const attemptsShown = 100;

function view({ data: _data, endpointId: _endpoint, url: _url, ...row }: DeliveryRow) {
  return {
    ...row,
    at: new Date(row.at).toISOString(),
    nextAttemptAt: isoOrNull(row.nextAttemptAt),
    deliveredAt: isoOrNull(row.deliveredAt),
  } satisfies DeliveryListed;
}

export interface ListDeliveries {
  readonly endpointId: string;
  readonly state?: DeliveryState | null;
  /** The last id of the page before. */
  readonly before?: string | null;
  readonly limit?: number;
}

/** Newest first. */
export async function listDeliveries(
  db: Executor,
  actor: Actor,
  { endpointId, state = null, before = null, limit = 25 }: ListDeliveries,
): Promise<DeliveryListed[]> {
  requirePermission(actor, "webhook", "read");
  if (before !== null && !isDeliveryId(before)) return [];
  const query = { endpointId, deliveryId: null, state, beforeId: before };
  return (await selectDeliveries(db, { ...query, limit: Math.min(limit, pageMax) })).map(view);
}

function isDeliveryId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}

/** A delivery with what was sent and what came back, attempt by attempt. */
export async function getDelivery(
  db: Executor,
  actor: Actor,
  { deliveryId }: { readonly deliveryId: string },
): Promise<DeliveryDetail> {
  requirePermission(actor, "webhook", "read");
  if (!isDeliveryId(deliveryId)) throw new AppError("webhook_delivery_not_found");
  const all = { endpointId: null, state: null, beforeId: null, limit: 1 };
  const [row] = await selectDeliveries(db, { ...all, deliveryId });
  if (!row) throw new AppError("webhook_delivery_not_found");
  const tries = await selectAttempts(db, deliveryId, attemptsShown);
  const listed = view(row);
  const message = { id: row.messageId, type: row.type, timestamp: listed.at, data: row.data };
  return {
    ...listed,
    endpointId: row.endpointId,
    url: row.url,
    body: bodyOf(message),
    tries: tries.map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
  };
}

/** Due at once under its old message id, whatever became of it, with three days of retries ahead. */
export async function resendDelivery(
  deps: WebhookDeps,
  actor: Actor,
  { deliveryId }: { readonly deliveryId: string },
): Promise<void> {
  requirePermission(actor, "webhook", "send");
  if (!isDeliveryId(deliveryId)) throw new AppError("webhook_delivery_not_found");
  await deps.sql.begin(async (tx) => {
    const found = await findDelivery(tx, deliveryId);
    const endpoint = found && (await lockEndpoint(tx, found.endpointId));
    if (!endpoint) throw new AppError("webhook_delivery_not_found");
    if (endpoint.disabledAt !== null) throw new AppError("webhook_disabled");
    await makeDue(tx, deliveryId);
    await writeAudit(tx, {
      actor,
      action: "webhook.resent",
      subjectKind: "webhook_endpoint",
      subjectId: endpoint.id,
      after: { deliveryId },
      requestId: deps.requestId ?? null,
    });
  });
}

/** Sends the sample of a type, marked `test: true`, to this endpoint alone and whatever it listens to. */
export async function sendTest(
  deps: WebhookDeps,
  actor: Actor,
  { endpointId, type }: { readonly endpointId: string; readonly type: WebhookEvent },
): Promise<{ readonly deliveryId: string }> {
  requirePermission(actor, "webhook", "send");
  const { data } = sampleOf(type);
  return await deps.sql.begin(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    if (!endpoint) throw new AppError("webhook_not_found");
    if (endpoint.disabledAt !== null) throw new AppError("webhook_disabled");
    const deliveryId = await insertDirect(tx, endpointId, { type, data: { ...data, test: true } });
    await writeAudit(tx, {
      actor,
      action: "webhook.tested",
      subjectKind: "webhook_endpoint",
      subjectId: endpointId,
      after: { type, deliveryId },
      requestId: deps.requestId ?? null,
    });
    return { deliveryId };
  });
}
