import type { Executor } from "#lib/platform/database.ts";
import type { OutboxEvent } from "#lib/webhooks/contract.ts";
import { insertEvent, insertEvents } from "#lib/webhooks/store-outbox.ts";

/**
 * Tells the world of a fact. Pass the transaction of the fact: both commit or neither does, so what is told happened
 * and what happened is told, at least once, to every endpoint that was enabled when the fact was fanned out. Each fact
 * is written once and gets one message id for all endpoints and attempts; SQL code calls `emit_event` for the same.
 */
export function writeEvent(tx: Executor, event: OutboxEvent): Promise<void> {
  return insertEvent(tx, event);
}

/** The same for the facts of a batch; none of them waits for a time. */
export function writeEvents(
  tx: Executor,
  events: readonly Omit<OutboxEvent, "notBefore">[],
): Promise<void> {
  return insertEvents(tx, events);
}
