// Conversions that the advertiser's system tells: a purchase, an installation. Each reference counts once.

import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { brandScope, requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";
import { readClickReference } from "#lib/promotions/click-reference.ts";
import { findLink, type Link } from "#lib/promotions/store-click.ts";
import { insertPromotionEvent } from "#lib/promotions/store-events.ts";
import { findReportFacts } from "#lib/promotions/store-report.ts";

const text = (max: number) => z.string().trim().max(max).optional();

export const postbackSchema = z.object({
  /** The frolic_click of the address that the visitor came with. */
  click: z.string().trim().min(1).max(200),
  /** In major units, as "12.50"; what it is worth decides nothing. */
  value: z
    .union([z.string().trim(), z.number().transform(String)])
    .optional()
    .transform((given) => given || undefined)
    .pipe(
      z
        .string()
        .regex(/^\d{1,7}(?:\.\d{1,2})?$/, "An amount like 12.50.")
        .optional(),
    ),
  /** The order or installation; a second one of the same click is a second conversion. */
  reference: text(120),
  /** The postback key of the promotion as it is … */
  key: text(128),
  /** … or HMAC-SHA256 in hex, under it, of `click|value|reference`; what is not sent is empty. */
  sig: text(128),
});
export type Postback = z.output<typeof postbackSchema>;

export interface ConversionDeps {
  readonly sql: Executor;
  readonly masterSecret: string;
}

export interface PostbackAnswer {
  readonly counted: boolean;
  /** This reference was told before. */
  readonly duplicate: boolean;
}

/** What the advertiser's system signs with, or sends along. Of one promotion only; nothing is stored. */
export function postbackKey(masterSecret: string, promotionId: string): string {
  return hmacSha256(deriveKey(masterSecret, "postback"), promotionId).toString("hex").slice(0, 40);
}

export function postbackSignature(key: string, { click, value, reference }: Postback): string {
  const signed = `${click}|${value ?? ""}|${reference ?? ""}`;
  return hmacSha256(Buffer.from(key), Buffer.from(signed)).toString("hex");
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** By the promotion's key, by a signature under it, or by an API key that may see the promotion. */
function requireSigned(deps: ConversionDeps, postback: Postback, promotionId: string): void {
  const key = postbackKey(deps.masterSecret, promotionId);
  const { sig, key: given } = postback;
  if (sig !== undefined && isSame(sig.toLowerCase(), postbackSignature(key, postback))) return;
  if (given !== undefined && isSame(given, key)) return;
  throw new AppError("unauthenticated", {
    details: "Send the promotion's postback key as `key`, or sign with it as `sig`.",
  });
}

/** `scope`: the one brand whose clicks there are; a click of another is unknown, in the same words. */
async function findClick(deps: ConversionDeps, { click }: Postback, scope: string | null = null) {
  const token = click.split(".", 1)[0] ?? "";
  const link = await findLink(deps.sql, token);
  const read = link && readClickReference(deps.masterSecret, click, link.nowS);
  if (!link || !read || (scope !== null && scope !== link.brandId)) {
    const details = "The click is unknown or older than 90 days. Nothing was counted.";
    throw new AppError("link_not_found", { details });
  }
  return { link, nonce: read.nonce };
}

/** What the advertiser's system needs: staff see it, and the brand of the promotion. */
export async function findPostbackKey(
  deps: ConversionDeps,
  actor: Actor,
  { promotionId }: { readonly promotionId: string },
): Promise<string> {
  requirePermission(actor, "promotion", "read");
  const facts = await findReportFacts(deps.sql, promotionId, brandScope(actor));
  if (!facts) throw new AppError("promotion_not_found");
  return postbackKey(deps.masterSecret, promotionId);
}

/** A postback that proves itself; no session and no API key. */
export async function takePostback(
  deps: ConversionDeps,
  postback: Postback,
): Promise<PostbackAnswer> {
  const { link, nonce } = await findClick(deps, postback);
  requireSigned(deps, postback, link.promotionId);
  return record(deps, postback, link, nonce);
}

/** The same with an API key; one that is bound to a brand reaches the promotions of that brand only. */
export async function takeKeyedPostback(
  deps: ConversionDeps,
  actor: Actor,
  postback: Postback,
): Promise<PostbackAnswer> {
  requirePermission(actor, "promotionEvent", "convert");
  const { link, nonce } = await findClick(deps, postback, brandScope(actor));
  return record(deps, postback, link, nonce);
}

async function record(
  deps: ConversionDeps,
  { value, reference, click }: Postback,
  link: Link,
  nonce: string,
): Promise<PostbackAnswer> {
  const one = reference ? `reference|${reference}` : `click|${nonce}`;
  const counted = await insertPromotionEvent(deps.sql, {
    dedupeKey: `postback|${link.promotionId}|${one}`,
    promotionId: link.promotionId,
    serverId: link.serverId,
    variantId: link.variantId,
    type: "CONVERTED",
    source: "postback",
    reference: reference || click,
    valueMinor: value === undefined ? undefined : Math.round(Number(value) * 100),
  });
  return { counted, duplicate: !counted };
}
