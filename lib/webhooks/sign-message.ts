import { Webhook } from "standardwebhooks";

export interface Message {
  /** The same for every endpoint and attempt. */
  readonly id: string;
  readonly type: string;
  /** ISO time of the fact. */
  readonly timestamp: string;
  readonly data: unknown;
}

/** The exact text that is signed and sent: the same bytes in every attempt. */
export function bodyOf({ type, timestamp, data }: Message): string {
  return JSON.stringify({ type, timestamp, data });
}

/**
 * The three headers of Standard Webhooks. With several secrets, as while one takes over from another, each signs, and
 * a receiver that knows either accepts the message.
 */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string },
  secrets: readonly string[],
  at: Date,
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const signatures = secrets.map((secret) =>
    new Webhook(secret).sign(message.id, at, message.body),
  );
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": signatures.join(" "),
  };
}
