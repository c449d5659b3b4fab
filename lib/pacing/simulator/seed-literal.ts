// The formula as first written: remaining budget over remaining slots, applied to every play. It is here only to show
// why it was repaired: it gives a slot's coupons to each play of the slot, and several to one play.

/** Coupons each play wins and the chance it had. */
export function seedLiteral(
  times: ArrayLike<number>,
  { budget, duration, granularity }: { budget: number; duration: number; granularity: number },
  random: () => number,
): { won: Int32Array; chances: Float64Array } {
  const won = new Int32Array(times.length);
  const chances = new Float64Array(times.length);
  let rest = budget;
  for (let i = 0; i < times.length; i++) {
    const u = random();
    if (rest <= 0) continue;
    const seconds = Math.max(1, Math.floor(duration - (times[i] ?? 0)));
    const P = rest / Math.ceil(seconds / granularity);
    const whole = Math.floor(P);
    const coupons = P < 1 ? (u < P ? 1 : 0) : whole + (u < P - whole ? 1 : 0);
    chances[i] = Math.min(1, P);
    won[i] = Math.min(coupons, rest);
    rest -= won[i] ?? 0;
  }
  return { won, chances };
}
