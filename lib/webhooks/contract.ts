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
  "ad.approved",
  "ad.sent_back",
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
  readonly data: object;
  /** ISO time before which nobody may hear of it: the reveal of a play. */
  readonly notBefore?: string | null;
  /** An address that hears of it besides the endpoints that listen: the one that the ad itself names. */
  readonly alsoTo?: EventTarget | undefined;
}

/** An address that ads of one owner name; what another owner's ads name is another target. */
export interface EventTarget {
  readonly ownerId: string;
  readonly url: string;
}

export const endpointInputSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000),
  description: z.string().trim().max(120).default(""),
  /** Empty: all of them. */
  events: z.array(z.enum(webhookEvents)).max(webhookEvents.length).default([]),
  brandId: z.uuid().nullable().default(null),
});
export type EndpointInput = z.infer<typeof endpointInputSchema>;

export interface EndpointListed {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  /** Empty: all of them. */
  readonly events: readonly WebhookEvent[];
  readonly brandId: string | null;
  readonly brandName: string | null;
  /** Set: named by ads of this owner; it hears of those alone. */
  readonly adOwnerId: string | null;
  /** Set while the secret before the last rotation signs as well. */
  readonly previousUntil: string | null;
  /** First failure since the last success. */
  readonly failingSince: string | null;
  readonly disabledAt: string | null;
  readonly disabledReason: string | null;
  readonly createdAt: string;
  /** Deliveries that wait for their first or next attempt. */
  readonly waiting: number;
  /** Deliveries that nobody will try again by itself. */
  readonly dead: number;
}

/** An endpoint that nothing gets through to, or that was disabled for it. */
export interface WebhookNeed {
  readonly id: string;
  readonly host: string;
  readonly disabled: boolean;
}

export interface DeliveryListed {
  readonly id: string;
  readonly messageId: string;
  readonly type: WebhookEvent;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  /** Null unless it waits. */
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
  /** When the fact happened. */
  readonly at: string;
}

export interface AttemptListed {
  readonly id: string;
  readonly at: string;
  readonly durationMs: number;
  readonly address: string | null;
  readonly status: number | null;
  readonly error: string | null;
  readonly response: string | null;
}

export interface DeliveryDetail extends DeliveryListed {
  readonly endpointId: string;
  readonly url: string;
  /** Exactly what was signed and sent. */
  readonly body: string;
  /** Newest first, the last hundred. */
  readonly tries: readonly AttemptListed[];
}

/** One message about an ad to the address that it names. */
export type AdMessage = Omit<DeliveryListed, "id">;

/** What the codes of webhooks mean; lib/http merges the tables of all domains. */
export const webhookErrors = {
  webhook_not_found: { status: 404, sentence: "There is no such webhook endpoint." },
  webhook_delivery_not_found: { status: 404, sentence: "There is no such delivery." },
  webhook_disabled: {
    status: 409,
    sentence: "This endpoint is disabled. Nothing was sent; enable it first.",
  },
  webhook_of_ads: {
    status: 409,
    sentence:
      "Ads name this address, and its secret comes with it. Name another address in the ads.",
  },
  webhook_address_refused: {
    status: 422,
    sentence: "The address is private or does not resolve. Webhooks go to public hosts only.",
  },
} as const satisfies Record<string, ErrorSpec>;
