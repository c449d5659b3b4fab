// Mode moments: a play wins when a winning moment of a brand has come that nobody has claimed. With momentLife an
// unclaimed moment goes void after so many seconds; without, it waits. Mode hybrid: where no moment is due the play
// has the fixed odds on the coupons that no later moment needs. Twin of the Lua of redis/: change both or neither.

import type { Asking } from "#lib/pacing/asked.ts";
import { askOdds } from "#lib/pacing/odds-mode.ts";

/** The first moment at or after number i that is not void yet. The list rises, so it can be halved. */
function firstAlive(list: ArrayLike<number>, i: number, paced: number, life: number): number {
  let low = i;
  let high = list.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (paced - (list[middle] ?? 0) > life) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of the brand's next moment. Notes the moments that went void in the state. */
function nextMoment({ config, plan, state, at }: Asking, b: number): number {
  const list = plan.moments?.[b] ?? [];
  const W = state.W[b] ?? 0;
  const i = Math.max(0, W + (state.shift[b] ?? 0));
  if (!(config.momentLife > 0 && i < list.length)) return i;
  const alive = firstAlive(list, i, at.paced, config.momentLife);
  if (alive > i) state.shift[b] = alive - W;
  return alive;
}

/** Fills in the brands with a moment due. Takes the coupons of moments to come off what remains. */
function askDue(asking: Asking): boolean {
  const { config, plan, at } = asking;
  const { P, remaining } = asking.asked;
  const reserved = config.mode === "hybrid" && at.left > config.finale;
  let q = 0;
  for (let b = 0; b < P.length; b++) {
    const rest = remaining[b] ?? 0;
    if (!(rest > 0)) continue;
    const list = plan.moments?.[b] ?? [];
    const i = nextMoment(asking, b);
    if (i >= list.length) continue;
    if ((list[i] ?? 0) <= at.paced) {
      P[b] = config.brands[b]?.weight ?? 1;
      q = q + (P[b] ?? 0);
    } else if (reserved) {
      remaining[b] = Math.max(rest - (list.length - i), 0);
    }
  }
  if (!(q > 0)) return false;
  for (let b = 0; b < P.length; b++) P[b] = (P[b] ?? 0) / q;
  return true;
}

/** Whether a moment is due. */
export function askMoments(asking: Asking): boolean {
  const isDue = askDue(asking);
  if (!isDue && asking.config.mode === "hybrid") askOdds(asking);
  return isDue;
}
