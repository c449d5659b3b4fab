import { z } from "zod";
import type { ErrorSpec } from "#lib/platform/errors.ts";

/** What an endpoint can hear of. Names are API; a new one is added, none is renamed. */
export const webhookEvents = [
  "play.won",
  "coupon.redeemed",
  "coupon.low_stock",
  "game.sold_out",
  "game.ended",
  "ad.completed",
  "ad.failed",
  "promotion.delivered",
  "promotion.short",
  "promo_server.offline",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

export const deliveryStates = ["PENDING", "DELIVERED", "DEAD", "CANCELLED"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** A fact on its way out, written in the transaction that made it true. */
export interface OutboxEvent {
  readonly type: WebhookEvent;
  /** Set when one brand alone may hear of it. */
  readonly brandId?: string | null;
  /** Public ids and figures; never a code, an address or a secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** ISO time before which nobody may hear of it: the reveal of a play. */
  readonly notBefore?: string | null;
}

export const endpointInputSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  description: z.string().trim().max(120).default(""),
  /** Empty: all of them. */
  events: z.array(z.enum(webhookEvents)).max(webhookEvents.length).default([]),
  brandId: z.uuid().nullable().default(null),
});
export type EndpointInput = z.infer<typeof endpointInputSchema>;

/** What the codes of webhooks mean; lib/http merges the tables of all domains. */
export const webhookErrors = {
  webhook_not_found: { status: 404, sentence: "There is no such webhook endpoint." },
  webhook_delivery_not_found: { status: 404, sentence: "There is no such delivery." },
  webhook_address_refused: {
    status: 422,
    sentence: "The address is private or does not resolve. Webhooks go to public hosts only.",
  },
} as const satisfies Record<string, ErrorSpec>;
