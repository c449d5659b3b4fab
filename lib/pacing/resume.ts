// What a pause does to a game: active time stood still, the end stays, and what is left of the plan is laid over
// what is left of the time. One function for the host that resumes and for whoever replays the ledger later.

import { momentOf } from "#lib/pacing/asked.ts";
import { openSpans, pacedAt, pacedDuration, shiftSpans } from "#lib/pacing/open-hours.ts";
import type { PacerConfig } from "#lib/pacing/pacer-config.ts";
import type { PacerState } from "#lib/pacing/pacer-state.ts";
import { type Plan, resumePlan } from "#lib/pacing/plan.ts";
import { planClock } from "#lib/pacing/slot-mode.ts";
import { shiftEdges } from "#lib/pacing/windows.ts";

export type Revision = { readonly config: PacerConfig; readonly plan: Plan };

/**
 * Settings and plan from a pause at active second t on. Opening hours, hours and days go by the clock on the wall,
 * so they come sooner in active time by what the pause took; slots of a fixed length go on.
 */
export function resumePacing(
  { config, plan }: Revision,
  { t, duration }: { readonly t: number; readonly duration: number },
): Revision {
  const lost = config.duration - duration;
  const shifted: PacerConfig = {
    ...config,
    duration,
    open: openSpans(shiftSpans(config.open, t, lost), duration),
    windows: config.windows.map((window) => ({
      ...window,
      edges: shiftEdges(window.edges, t, lost),
    })),
  };
  const paced = pacedAt(config, t);
  const [T, Tnew] = [pacedDuration(config), pacedDuration(shifted)];
  if (config.open.length > 0 && !(Tnew > paced && T > paced)) {
    // No opening is left: nothing can be won any more, and there is nothing to lay out.
    return { config: shifted, plan };
  }
  return { config: shifted, plan: resumePlan(plan, { t: paced, T, Tnew }) };
}

/** The slots of slot mode are laid out anew; the winners of the slot at hand are carried over, so its maximum still holds. */
export function resumeState(state: PacerState, { config, plan }: Revision): void {
  if (state.slotIndex < 0) return;
  const T = pacedDuration(config);
  const at = momentOf(plan, { t: state.tLast, paced: pacedAt(config, state.tLast), T });
  state.slotIndex = Math.floor(planClock(T, at.due) / config.slotGranularity);
}
