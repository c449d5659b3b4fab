// Sends what is due. The row in Postgres owns the state of a delivery: it is taken for the length of a lease, sent, and
// ended under the fence of that lease. Whoever dies in between leaves a row that falls due again, so a message arrives at
// least once, always under the same id.

import { randomUUID } from "node:crypto";
import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Executor, Sql } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import { addAdTargets } from "#lib/webhooks/ad-targets.ts";
import { describeFailure } from "#lib/webhooks/describe-failure.ts";
import { type Answer, type Egress, postJudged } from "#lib/webhooks/egress.ts";
import { openSecret } from "#lib/webhooks/endpoint-secret.ts";
import {
  breakerFailures,
  disableAfterMs,
  nextDelayMs,
  restAfterMs,
} from "#lib/webhooks/retry-schedule.ts";
import { bodyOf, signatureHeaders } from "#lib/webhooks/sign-message.ts";
import {
  type DueRow,
  disable,
  endAttempt,
  fanOut,
  insertAttempt,
  lockHealth,
  markFailing,
  markWell,
  type TakeDue,
  takeDue,
} from "#lib/webhooks/store-sending.ts";

export interface SenderDeps {
  readonly sql: Sql;
  readonly masterSecret: string;
  readonly egress: Egress;
  readonly logger: Logger;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly monotonicMs: () => number;
  /** Where tests break the act off: taken and not sent, sent and not written down. */
  readonly checkpoint?: (point: "taken" | "answered", delivery: DueRow) => Promise<void>;
}

export interface Sender {
  /** Fans out and begins to send what is due; returns how many deliveries were begun, without waiting for answers. */
  round(): Promise<number>;
  /** Takes nothing more and resolves when no answer is waited for. */
  stop(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const timeoutMs = 5_000;
/** Six times what an attempt may take: only a dead or frozen sender loses it. */
const leaseMs = 30_000;
const answerBytesMax = 20_000;
const answerKept = 2_000;
const perEndpoint = 25;
const factsPerRound = 1_000;

/** Each endpoint's deliveries go a batch at a time beside those of the others: a slow one holds up none but its own. */
export function createSender(deps: SenderDeps): Sender {
  const busy = new Map<string, Promise<void>>();
  let stopped = false;
  const take = (which: Pick<TakeDue, "except" | "only">) =>
    takeDue(deps.sql, { ...which, token: randomUUID(), leaseMs, perEndpoint, breakerFailures });
  // What broke off keeps its lease until it lapses, and is taken again then.
  const brokeOff = (endpointId: string) => (error: unknown) =>
    deps.logger.warn({ endpointId, err: error }, "sending of webhooks broke off");
  const drain = async (endpointId: string, first: readonly DueRow[]) => {
    const onError = brokeOff(endpointId);
    for (let batch = first; batch.length > 0; ) {
      await Promise.all(batch.map((delivery) => attempt(deps, delivery).catch(onError)));
      batch = stopped ? [] : await take({ except: [], only: [endpointId] });
    }
  };
  const idle = async () => {
    while (busy.size > 0) await Promise.all(busy.values());
  };
  return {
    async round() {
      const prepare = (tx: Executor) => addAdTargets(tx, deps, factsPerRound);
      while ((await fanOut(deps.sql, factsPerRound, prepare)) === factsPerRound && !stopped);
      const due = await take({ except: [...busy.keys()], only: null });
      const byEndpoint = new Map<string, DueRow[]>();
      for (const row of due) {
        byEndpoint.set(row.endpointId, [...(byEndpoint.get(row.endpointId) ?? []), row]);
      }
      for (const [endpointId, batch] of byEndpoint) {
        const work = drain(endpointId, batch)
          .catch(brokeOff(endpointId))
          .finally(() => busy.delete(endpointId));
        busy.set(endpointId, work);
      }
      return due.length;
    },
    idle,
    stop: async () => {
      stopped = true;
      await idle();
    },
  };
}

interface Ended {
  readonly durationMs: number;
  readonly answer: Answer | undefined;
  readonly error: string | null;
}

async function attempt(deps: SenderDeps, delivery: DueRow): Promise<void> {
  await deps.checkpoint?.("taken", delivery);
  const from = deps.monotonicMs();
  const ended = (rest: Omit<Ended, "durationMs">): Ended => ({
    durationMs: Math.round(deps.monotonicMs() - from),
    ...rest,
  });
  const result = await send(deps, delivery).then(
    (answer) => ended({ answer, error: null }),
    (error: unknown) => ended({ answer: undefined, error: describeFailure(error, timeoutMs) }),
  );
  await deps.checkpoint?.("answered", delivery);
  await writeEnd(deps, delivery, result);
}

async function send(deps: SenderDeps, delivery: DueRow): Promise<Answer> {
  const { endpointId, messageId, type, data, secretCt, previousSecretCt } = delivery;
  const timestamp = new Date(delivery.at).toISOString();
  const body = bodyOf({ id: messageId, type, timestamp, data });
  const secrets = [secretCt, previousSecretCt].flatMap((sealed) =>
    sealed === null ? [] : [openSecret(deps.masterSecret, endpointId, sealed)],
  );
  const signed = signatureHeaders({ id: messageId, body }, secrets, new Date(delivery.takenAt));
  const headers = {
    ...signed,
    "content-type": "application/json",
    "user-agent": "Frolic-Webhooks/1",
  };
  return await postJudged(delivery.url, { headers, body, timeoutMs, answerBytesMax }, deps.egress);
}

async function writeEnd(deps: SenderDeps, delivery: DueRow, ended: Ended): Promise<void> {
  const { id, endpointId, token } = delivery;
  const status = ended.answer?.status ?? null;
  const delivered = status !== null && status >= 200 && status < 300;
  const error = delivered ? null : (ended.error ?? whyRefused(status));
  const nextDelay = delivered || status === 410 ? undefined : delayAfter(deps, delivery, ended);
  await deps.sql.begin(async (tx) => {
    const health = await lockHealth(tx, endpointId);
    if (!health) return;
    await insertAttempt(tx, {
      deliveryId: id,
      at: delivery.takenAt,
      durationMs: ended.durationMs,
      address: ended.answer?.address ?? null,
      status,
      error,
      response: ended.answer?.body.replaceAll("\0", "").slice(0, answerKept) ?? null,
    });
    const end = { id, token, status, error, nextDelayMs: nextDelay, delivered };
    // Another sender took it over, or it was given up: what happened is on record, and changes nothing more.
    if (!(await endAttempt(tx, end))) return;
    if (delivered) return await markWell(tx, endpointId);
    await markFailing(tx, endpointId, restAfterMs(health.failures + 1));
    const reason = whyDisabled(status, health.failingMs);
    if (reason === undefined || health.disabled) return;
    await disable(tx, endpointId, reason);
    await writeAudit(tx, {
      actor: { kind: "system" },
      action: "webhook.disabled",
      subjectKind: "webhook_endpoint",
      subjectId: endpointId,
      after: { reason },
    });
    deps.logger.warn({ endpointId, reason }, "webhook endpoint disabled");
  });
}

function delayAfter(deps: SenderDeps, delivery: DueRow, { answer }: Ended): number | undefined {
  const seconds = Number(answer?.retryAfter ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const { attempts, ageMs } = delivery;
  return nextDelayMs({ attempts: attempts + 1, ageMs, random: deps.random(), retryAfterMs });
}

function whyRefused(status: number | null): string {
  if (status !== null && status >= 300 && status < 400) {
    return `The receiver answered ${status}. Redirects are not followed: enter the address itself.`;
  }
  return `The receiver answered ${status}.`;
}

function whyDisabled(status: number | null, failingMs: number): string | undefined {
  if (status === 410) return "The receiver answered 410: it wants no more.";
  if (failingMs > disableAfterMs) return "Every attempt failed for five days.";
  return undefined;
}
