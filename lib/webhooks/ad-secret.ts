import { createHmac } from "node:crypto";
import { deriveKey } from "#lib/platform/secrets.ts";
import type { EventTarget } from "#lib/webhooks/contract.ts";

/**
 * The signing secret of an address that ads name, in the notation of Standard Webhooks. It follows from owner and
 * address, so it can be shown before anything was sent, and a submission writes nothing for it.
 */
export function adSecretOf(masterSecret: string, { ownerId, url }: EventTarget): string {
  const mac = createHmac("sha256", deriveKey(masterSecret, "ad-webhook"));
  return `whsec_${mac.update(`${ownerId}\n${url}`).digest("base64")}`;
}
