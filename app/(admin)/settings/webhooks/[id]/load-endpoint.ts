import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { DeliveryDetail, EndpointListed } from "#lib/webhooks/contract.ts";
import { getDelivery } from "#lib/webhooks/deliveries.ts";
import { getEndpoint } from "#lib/webhooks/manage-endpoints.ts";

/** The endpoint of the address, once a request; an unknown id is a page that does not exist. */
export const loadEndpoint = cache(async (publicId: string): Promise<EndpointListed> => {
  const actor = await requireActor("admin");
  const endpointId = fromPublicId("whk", publicId);
  if (!endpointId) notFound();
  const { database } = await webRuntime();
  return await orNotFound(getEndpoint(database.sql, actor, { endpointId }));
});

/** A delivery of this endpoint and of no other. */
export const loadDelivery = cache(
  async (publicId: string, deliveryId: string): Promise<DeliveryDetail> => {
    const actor = await requireActor("admin");
    const { database } = await webRuntime();
    const delivery = await orNotFound(getDelivery(database.sql, actor, { deliveryId }));
    if (delivery.endpointId !== fromPublicId("whk", publicId)) notFound();
    return delivery;
  },
);

async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    const code = error instanceof AppError ? error.code : "";
    if (code === "webhook_not_found" || code === "webhook_delivery_not_found") notFound();
    throw error;
  }
}
