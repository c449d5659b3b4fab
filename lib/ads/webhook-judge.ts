// Judges the address that an ad names, so that a slip of the pen is told at once. Whatever passes here is judged again
// before each attempt to send; so a resolver that is slow or busy holds nobody up.

import type { Clock } from "#lib/platform/clock.ts";
import { AppError } from "#lib/platform/errors.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import { type Egress, EgressRefused, judgeTarget } from "#lib/webhooks/egress.ts";

/** Resolves when the address may be named; rejects with a problem that names the field. */
export type WebhookJudge = (url: string | undefined) => Promise<void>;

const hostsKept = 2_000;
const keptMs = 60_000;
const waitMs = 1_500;
/** Lookups share a few threads of the process with everything else. */
const lookupsMax = 2;
/** Fits an index entry. */
const bytesMax = 2_000;

/** No answer from the resolver is no answer: the sender asks again. */
const undecided = new Set(["EAI_AGAIN", "ETIMEOUT", "ETIMEDOUT", "ECONNREFUSED", "ESERVFAIL"]);

export function createWebhookJudge(
  egress: Egress,
  clock: Pick<Clock, "monotonicMs">,
): WebhookJudge {
  const verdicts = new RecentMap<string, { readonly refused: string; readonly atMs: number }>(
    hostsKept,
  );
  let underWay = 0;
  const ask = async (url: URL): Promise<string> => {
    underWay++;
    const verdict = judgeTarget(url, egress)
      .then(() => "")
      .catch(whyRefused)
      .finally(() => underWay--);
    return await Promise.race([verdict, after(waitMs)]);
  };
  return async (url) => {
    if (url === undefined) return;
    if (Buffer.byteLength(url) > bytesMax) throw refusal("The address is too long.");
    const target = new URL(url);
    const key = `${target.protocol}//${target.username}:${target.password}@${target.hostname}`;
    const known = verdicts.get(key);
    const nowMs = clock.monotonicMs();
    let refused = known && nowMs - known.atMs < keptMs ? known.refused : undefined;
    if (refused === undefined) {
      if (underWay >= lookupsMax && !isLiteral(target)) return;
      refused = await ask(target);
      verdicts.set(key, { refused, atMs: nowMs });
    }
    if (refused !== "") throw refusal(refused);
  };
}

function refusal(message: string): AppError {
  return new AppError("webhook_address_refused", { fields: [{ path: "webhookUrl", message }] });
}

/** An address itself is judged without asking anybody. */
function isLiteral({ hostname }: URL): boolean {
  return hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}

function whyRefused(error: unknown): string {
  if (!(error instanceof EgressRefused)) throw error;
  const cause = error.cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return undecided.has(code) ? "" : error.message;
}

function after(ms: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(""), ms).unref();
  });
}
