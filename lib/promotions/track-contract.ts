// What bots, postbacks and complaints send. Unknown fields are ignored here: existing clients send what they send.

import { z } from "zod";
import { complaintKinds, promotionEventTypes } from "#lib/promotions/contract.ts";

const shortText = z.string().trim().min(1).max(200);
/** Clients fill what they do not know with null or nothing; Telegram numbers its messages. */
const optionalText = z
  .union([z.string().trim().max(200), z.number().int().transform(String)])
  .nullish()
  .transform((text) => text || undefined);
const unixSeconds = z.coerce.number().finite().positive();

/** POST /trackPromotionEvent, as WIRE has it. `timestamp` is in Unix seconds; `campaignId` is the promotion's own key. */
export const trackInputSchema = z.object({
  eventId: optionalText,
  serverUuid: z.guid().transform((uuid) => uuid.toLowerCase()),
  campaignId: shortText,
  /** Says which app, should two of them use the same campaignId. */
  appId: optionalText,
  variantId: optionalText,
  /** Beyond POSTED, CLICKED and CONVERTED a bot may tell a complaint: OPT_OUT, MUTE or FORBIDDEN. */
  eventType: z
    .string()
    .trim()
    .toUpperCase()
    .pipe(z.enum([...promotionEventTypes, ...complaintKinds])),
  timestamp: unixSeconds,
  messageId: optionalText,
  channelId: optionalText,
  /** Of a complaint: what the platform or the person said. */
  detail: optionalText,
});
export type TrackInput = z.output<typeof trackInputSchema>;

/** `data` of the answer to trackPromotionEvent. */
export interface TrackAnswer {
  readonly eventType: TrackInput["eventType"];
  /** It was told before, by this id or by this message; nothing was counted twice. */
  readonly duplicate: boolean;
  readonly counted: boolean;
  /** Why it was kept without being counted. */
  readonly ignoredAs?: string;
  /** Its number among the billed exposures of the promotion, 1 to N. */
  readonly billedAs?: number;
  readonly message: string;
}
