import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import { z } from "zod";
import type { AdAnalysis } from "#lib/ads/analysis/analysis.ts";
import type { AdInput } from "#lib/ads/contract.ts";
import type { Logger } from "#lib/platform/logger.ts";

/** Part of every opinion that is kept, so that it can be told later what was asked. */
export const opinionPrompt =
  "v1: You review a game advertisement. Say in at most three sentences whether its claims are fair, its words fit its " +
  "audience, and what you would change. Answer as JSON {model, answer}.";

const limitMs = 5_000;
const answerBytesMax = 20_000;
const failuresMax = 5;
const openMs = 30_000;

const answerSchema = z.object({ model: z.string().max(200), answer: z.string().max(4_000) });

type Opinion = NonNullable<AdAnalysis["opinion"]>;

/** Asks; undefined when nobody answers in time: an analysis never waits for, or fails with, an opinion. */
export type AskOpinion = (input: AdInput) => Promise<Opinion | undefined>;

/**
 * A model behind an HTTP address that the operator names. Five failures in a row open the breaker, and for half a minute
 * nobody asks; then one call tries.
 */
export function createSecondOpinion(url: string, logger: Logger): AskOpinion {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  return async (input) => {
    try {
      return await breaker.execute(() => ask(url, input));
    } catch (error) {
      const isOpen = error instanceof BrokenCircuitError;
      if (!isOpen) logger.warn({ err: error }, "no second opinion on an ad");
      return undefined;
    }
  };
}

async function ask(url: string, input: AdInput): Promise<Opinion> {
  const { webhookUrl: _, ...ad } = input;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: opinionPrompt, ad }),
    redirect: "error",
    signal: AbortSignal.timeout(limitMs),
  });
  if (!response.ok) throw new Error(`the model answered ${response.status}`);
  const text = await response.text();
  if (text.length > answerBytesMax) throw new Error("the model's answer is too long");
  return { prompt: opinionPrompt, ...answerSchema.parse(JSON.parse(text)) };
}
