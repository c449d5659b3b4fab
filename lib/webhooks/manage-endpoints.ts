import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";
import { type EndpointListed, endpointInputSchema } from "#lib/webhooks/contract.ts";
import { type Egress, EgressRefused, judgeTarget } from "#lib/webhooks/egress.ts";
import { makeSecret, sealSecret } from "#lib/webhooks/endpoint-secret.ts";
import {
  deleteEndpointRow,
  enable,
  insertEndpoint,
  type LockedEndpoint,
  lockEndpoint,
  rotate,
  selectEndpoints,
  updateEndpoint,
} from "#lib/webhooks/store-endpoints.ts";
import { disable } from "#lib/webhooks/store-sending.ts";
import type { EndpointDeps, WebhookDeps } from "#lib/webhooks/webhook-deps.ts";

type Target = { readonly endpointId: string };

/** How long the secret before a rotation signs beside the new one. */
export const overlapHours = 24;

/** Why an endpoint is off that somebody switched off. */
export const handReason = "Disabled by hand.";

function view(row: EndpointListed): EndpointListed {
  return {
    ...row,
    previousUntil: isoOrNull(row.previousUntil),
    failingSince: isoOrNull(row.failingSince),
    disabledAt: isoOrNull(row.disabledAt),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

function audit(
  tx: Executor,
  deps: WebhookDeps,
  actor: Actor,
  entry: { action: string; endpointId: string; before?: unknown; after?: unknown },
): Promise<void> {
  const { endpointId, ...rest } = entry;
  const subject = { subjectKind: "webhook_endpoint", subjectId: endpointId };
  return writeAudit(tx, { actor, ...subject, requestId: deps.requestId ?? null, ...rest });
}

/** The host alone: a path may hold a token of the receiver's. */
function settings(row: Pick<LockedEndpoint, "url" | "events" | "brandId">) {
  return { host: new URL(row.url).host, events: row.events, brandId: row.brandId };
}

/** Judged here so that a slip of the pen is told at once; the sender judges again before each attempt. */
async function requireFit(url: string, egress: Egress): Promise<void> {
  try {
    await judgeTarget(new URL(url), egress);
  } catch (error) {
    if (!(error instanceof EgressRefused)) throw error;
    const fields = [{ path: "url", message: error.message }];
    throw new AppError("webhook_address_refused", { cause: error, fields });
  }
}

async function lock(tx: Executor, endpointId: string): Promise<LockedEndpoint> {
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new AppError("webhook_not_found");
  return endpoint;
}

/** One that was made by hand: what ads name is the ads' to change. */
async function lockOwn(tx: Executor, endpointId: string): Promise<LockedEndpoint> {
  const endpoint = await lock(tx, endpointId);
  if (endpoint.adOwnerId !== null) throw new AppError("webhook_of_ads");
  return endpoint;
}

/** The secret is answered this one time; afterwards it can only be replaced. */
export async function createEndpoint(
  deps: EndpointDeps,
  actor: Actor,
  input: unknown,
): Promise<{ readonly endpointId: string; readonly secret: string }> {
  requirePermission(actor, "webhook", "create");
  const row = endpointInputSchema.parse(input);
  await requireFit(row.url, deps.egress);
  const endpointId = randomUUID();
  const secret = makeSecret();
  const secretCt = sealSecret(deps.masterSecret, endpointId, secret);
  const createdBy = actor.kind === "user" ? actor.userId : null;
  await deps.sql.begin(async (tx) => {
    const made = await insertEndpoint(tx, { ...row, id: endpointId, secretCt, createdBy });
    if (!made) throw new AppError("brand_not_found");
    await audit(tx, deps, actor, { action: "webhook.created", endpointId, after: settings(row) });
  });
  return { endpointId, secret };
}

export async function editEndpoint(
  deps: EndpointDeps,
  actor: Actor,
  input: Target & { readonly fields: unknown },
): Promise<void> {
  requirePermission(actor, "webhook", "edit");
  const { endpointId, fields } = input;
  const row = endpointInputSchema.parse(fields);
  await requireFit(row.url, deps.egress);
  await deps.sql.begin(async (tx) => {
    const before = settings(await lockOwn(tx, endpointId));
    if (!(await updateEndpoint(tx, endpointId, row))) throw new AppError("brand_not_found");
    const after = settings(row);
    await audit(tx, deps, actor, { action: "webhook.edited", endpointId, before, after });
  });
}

/**
 * Off: nothing is sent, what waits is given up, and facts of that time are not kept for it. On: it hears of what
 * happens from then on; what was given up is sent again by hand. Asking twice is asking once.
 */
export async function switchEndpoint(
  deps: WebhookDeps,
  actor: Actor,
  input: Target & { readonly enabled: boolean },
): Promise<void> {
  requirePermission(actor, "webhook", "edit");
  const { endpointId, enabled } = input;
  await deps.sql.begin(async (tx) => {
    const { disabledAt } = await lock(tx, endpointId);
    if (enabled === (disabledAt === null)) return;
    if (enabled) await enable(tx, endpointId);
    else await disable(tx, endpointId, handReason);
    const action = enabled ? "webhook.enabled" : "webhook.disabled";
    await audit(tx, deps, actor, { action, endpointId });
  });
}

/** Its deliveries and attempts go with it. */
export async function deleteEndpoint(
  deps: WebhookDeps,
  actor: Actor,
  { endpointId }: Target,
): Promise<void> {
  requirePermission(actor, "webhook", "delete");
  await deps.sql.begin(async (tx) => {
    const before = settings(await lock(tx, endpointId));
    await deleteEndpointRow(tx, endpointId);
    await audit(tx, deps, actor, { action: "webhook.deleted", endpointId, before });
  });
}

/**
 * A new secret, answered this one time. The one before signs beside it for a day; one that still did from an earlier
 * rotation stops at once, because a message carries two signatures at most.
 */
export async function rotateSecret(
  deps: EndpointDeps,
  actor: Actor,
  { endpointId }: Target,
): Promise<{ readonly secret: string; readonly previousUntil: string }> {
  requirePermission(actor, "webhook", "rotate");
  const secret = makeSecret();
  const secretCt = sealSecret(deps.masterSecret, endpointId, secret);
  const until = await deps.sql.begin(async (tx) => {
    await lockOwn(tx, endpointId);
    await audit(tx, deps, actor, { action: "webhook.secret_rotated", endpointId });
    return await rotate(tx, endpointId, secretCt, overlapHours);
  });
  return { secret, previousUntil: new Date(until).toISOString() };
}

export async function listEndpoints(db: Executor, actor: Actor): Promise<EndpointListed[]> {
  requirePermission(actor, "webhook", "read");
  return (await selectEndpoints(db, null)).map(view);
}

export async function getEndpoint(
  db: Executor,
  actor: Actor,
  { endpointId }: Target,
): Promise<EndpointListed> {
  requirePermission(actor, "webhook", "read");
  const [row] = await selectEndpoints(db, endpointId);
  if (!row) throw new AppError("webhook_not_found");
  return view(row);
}
