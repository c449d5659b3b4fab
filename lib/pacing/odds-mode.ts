// Mode odds: one chance for every play as long as there is anything left, split over the brands by weight. Twin of
// the Lua of redis/: change both or neither.

import type { Asking } from "#lib/pacing/asked.ts";

export function askOdds({ config, asked }: Pick<Asking, "config" | "asked">): void {
  const { P, remaining } = asked;
  let q = 0;
  for (let b = 0; b < P.length; b++) {
    if ((remaining[b] ?? 0) > 0) q = q + (config.brands[b]?.weight ?? 1);
  }
  if (!(q > 0)) return;
  for (let b = 0; b < P.length; b++) {
    P[b] = (remaining[b] ?? 0) > 0 ? (config.odds * (config.brands[b]?.weight ?? 1)) / q : 0;
  }
}
