// How a staff page opens a live line: web checks the session and the campaign and mints a ticket with the rooms;
// the gateway only checks the signature, and goes on asking whether the session is alive.

import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { hmacSha256 } from "#lib/platform/keyed-hash.ts";
import { deriveKey } from "#lib/platform/secrets.ts";

const lifeS = 60;

const ticketSchema = z.object({
  sessionId: z.uuid(),
  userId: z.uuid(),
  /** Campaign ids. */
  rooms: z.array(z.uuid()).min(1).max(20),
  exp: z.number().int(),
});

export type LiveTicket = Omit<z.infer<typeof ticketSchema>, "exp">;

/** A ticket good for a minute: long enough to connect, too short to keep. Mint it only on an authorised route. */
export function mintLiveTicket(masterSecret: string, ticket: LiveTicket, nowMs: number): string {
  const payload = { ...ticket, exp: Math.floor(nowMs / 1000) + lifeS };
  const body = Buffer.from(JSON.stringify(ticketSchema.parse(payload))).toString("base64url");
  return `${body}.${signature(masterSecret, body)}`;
}

/** The ticket, or undefined when it is forged, damaged or older than a minute. */
export function verifyLiveTicket(
  masterSecret: string,
  ticket: string,
  nowMs: number,
): LiveTicket | undefined {
  const [body = "", tail = "", rest] = ticket.split(".");
  if (rest !== undefined || ticket.length > 4096) return undefined;
  const [given, expected] = [Buffer.from(tail), Buffer.from(signature(masterSecret, body))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { exp, ...found } = ticketSchema.parse(
    JSON.parse(Buffer.from(body, "base64url").toString()),
  );
  return exp > nowMs / 1000 ? found : undefined;
}

function signature(masterSecret: string, body: string): string {
  return hmacSha256(deriveKey(masterSecret, "live-ticket"), body).toString("base64url");
}
