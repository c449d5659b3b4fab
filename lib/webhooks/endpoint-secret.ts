import { randomBytes } from "node:crypto";
import { deriveKey, seal, unseal } from "#lib/platform/secrets.ts";

const secretBytes = 32;

export const endpointAad = (endpointId: string): string => `webhook-endpoint:${endpointId}`;

/** A fresh signing secret in the notation of Standard Webhooks. */
export function makeSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString("base64")}`;
}

export function sealSecret(masterSecret: string, endpointId: string, secret: string): Buffer {
  return seal(
    deriveKey(masterSecret, "webhook-secret"),
    Buffer.from(secret),
    endpointAad(endpointId),
  );
}

/** Opens only with the id of its own endpoint. */
export function openSecret(masterSecret: string, endpointId: string, sealed: Buffer): string {
  return unseal(
    deriveKey(masterSecret, "webhook-secret"),
    sealed,
    endpointAad(endpointId),
  ).toString();
}
