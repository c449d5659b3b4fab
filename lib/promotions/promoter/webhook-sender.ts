import type { PostIntent } from "#lib/promotions/client/guild-state.ts";
import { isFields } from "#lib/promotions/client/wire.ts";
import { composePost, sponsoredLabel } from "#lib/promotions/promoter/compose-post.ts";
import {
  type CheckOutcome,
  type FindOutcome,
  type Pace,
  type PostOutcome,
  reasonOf,
  type Sender,
  type Target,
  wasNeverSent,
} from "#lib/promotions/promoter/sender.ts";
import { type Answer, type Egress, EgressRefused, postJudged } from "#lib/webhooks/egress.ts";
import { signatureHeaders } from "#lib/webhooks/sign-message.ts";

export interface WebhookOptions {
  readonly egress: Egress;
  readonly pace: Pace;
  readonly timeoutMs?: number;
}

const textMax = 2_000;
const answerBytesMax = 20_000;
const waitMsMax = 60_000;
const busy = { kind: "wait", retryAfterMs: 5_000 } as const;

/** `text` and `content` are what common chat programs' incoming webhooks read; the rest is for everybody else. */
function bodyOf({ eventId, app, atMs }: PostIntent): string {
  const text = composePost(app, textMax);
  const { imageUrl, ctaUrl, campaignId, variantId } = app.campaign;
  return JSON.stringify({
    type: "promotion.post",
    timestamp: new Date(atMs).toISOString(),
    eventId,
    label: sponsoredLabel,
    sponsored: true,
    text,
    content: text,
    appId: app.appId,
    appName: app.appName,
    campaignId,
    variantId,
    ctaUrl,
    ...(imageUrl ? { imageUrl } : {}),
  });
}

function messageIdOf(answer: Answer, eventId: string): string {
  try {
    const body: unknown = JSON.parse(answer.body);
    if (isFields(body) && typeof body.messageId === "string" && body.messageId)
      return body.messageId;
  } catch {
    // Any answer with a 2xx is a yes; the event's own id names the message.
  }
  return eventId;
}

function retryAfterMs(answer: Answer): number {
  const seconds = Number(answer.retryAfter);
  const ms = answer.retryAfter !== null && Number.isFinite(seconds) ? seconds * 1_000 : 5_000;
  return Math.min(waitMsMax, Math.max(1_000, ms));
}

function outcomeOf(answer: Answer, eventId: string, channelId: string): PostOutcome {
  const { status } = answer;
  const reason = `The webhook answered ${status}.`;
  if (status >= 200 && status < 300) {
    return { kind: "posted", messageId: messageIdOf(answer, eventId), channelId };
  }
  if (status === 429 || status === 503) return { kind: "wait", retryAfterMs: retryAfterMs(answer) };
  if (status === 403) return { kind: "blocked", status: 403, reason };
  if (status === 404 || status === 410) return { kind: "blocked", status: 404, reason };
  return { kind: status < 500 ? "failed" : "unknown", reason };
}

/** Posts JSON to addresses that people typed in, through the guard that refuses private ones. */
export function createWebhookSender({ egress, pace, timeoutMs = 5_000 }: WebhookOptions): Sender {
  // The headers of Standard Webhooks; a repeat under the same id is signed anew, as its time is another.
  const send = ({ address, secrets = [] }: Target, id: string, body: string): Promise<Answer> => {
    const signed =
      secrets.length > 0
        ? signatureHeaders({ id, body }, secrets, new Date())
        : { "webhook-id": id };
    const headers = { "content-type": "application/json", ...signed };
    return postJudged(address, { headers, body, timeoutMs, answerBytesMax }, egress);
  };

  const post = async (target: Target, intent: PostIntent): Promise<PostOutcome> => {
    if (!(await pace.turn("webhook"))) return busy;
    try {
      const answer = await send(target, intent.eventId, bodyOf(intent));
      return outcomeOf(answer, intent.eventId, new URL(target.address).host);
    } catch (error) {
      const isSafe = error instanceof EgressRefused || wasNeverSent(error);
      return { kind: isSafe ? "failed" : "unknown", reason: reasonOf(error) };
    }
  };

  /** The same message under the same id: whoever has it already drops it, as Standard Webhooks asks. */
  const find = async (target: Target, intent: PostIntent): Promise<FindOutcome> => {
    const outcome = await post(target, intent);
    if (outcome.kind === "posted") return outcome;
    if (outcome.kind === "wait") return { kind: "later", retryAfterMs: outcome.retryAfterMs };
    return outcome.kind === "unknown"
      ? { kind: "later", retryAfterMs: waitMsMax }
      : { kind: "never_posted" };
  };

  const check = async (target: Target): Promise<CheckOutcome> => {
    if (!(await pace.turn("webhook"))) return { kind: "busy" };
    try {
      const now = new Date();
      const id = `check-${now.getTime()}`;
      const told = { type: "promo_server.check", timestamp: now.toISOString() };
      const answer = await send(target, id, JSON.stringify(told));
      const outcome = outcomeOf(answer, id, "");
      if (outcome.kind === "blocked") return outcome;
      if (outcome.kind === "posted") return { kind: "ok" };
      return { kind: "unclear", reason: `The webhook answered ${answer.status}.` };
    } catch (error) {
      return { kind: "unclear", reason: reasonOf(error) };
    }
  };
  return { post, find, check };
}
