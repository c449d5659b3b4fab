// Mode slot: the remaining budget over the remaining slots, with two repairs: at most as many winners in a slot as
// one slot's share rounded up, and at most one coupon a play. Slots are counted on the plan's clock, which runs
// evenly on an even plan, faster where the plan is steep, and not at all where nothing is planned. Twin of the Lua
// of redis/: change both or neither.

import { type Asking, lift, sumOf } from "#lib/pacing/asked.ts";

function ceil(x: number): number {
  return -Math.floor(-x);
}

/** Seconds on the plan's clock: the share due as a share of the time. */
export function planClock(T: number, due: number): number {
  return T * due;
}

export function askSlot({ config, state, at, asked }: Asking): void {
  const g = config.slotGranularity;
  const clock = planClock(at.T, at.due);
  let seconds = Math.floor(at.T - clock);
  if (seconds < 1) seconds = 1;
  const slots = ceil(seconds / g);
  const slot = Math.floor(clock / g);
  if (state.slotIndex !== slot) {
    state.slotIndex = slot;
    state.slotWins = 0;
    let budget = 0;
    for (let b = 0; b < state.B.length; b++) {
      const R = (state.B[b] ?? 0) - (state.W[b] ?? 0);
      if (R > 0) budget = budget + R;
    }
    state.slotCap = ceil(budget / slots);
  }
  if (state.slotWins >= state.slotCap) return;
  const { P, remaining } = asked;
  for (let b = 0; b < P.length; b++) P[b] = (remaining[b] ?? 0) / slots;
  if (config.minP > 0) lift(asked, sumOf(P), config.minP);
}
