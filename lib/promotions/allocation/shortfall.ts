// What a promotion is short of and why, in a sentence a person can act on.

import type { Assignment } from "#lib/promotions/allocation/assignment.ts";
import {
  type Audience,
  audienceKey,
  bindingFilter,
  filterInWords,
  type PromoServerTraits,
} from "#lib/promotions/allocation/audience.ts";
import type { Shortfall } from "#lib/promotions/allocation/instance.ts";

const promoServersInWords = (count: number) =>
  count === 1 ? "1 promo server" : `${count} promo servers`;

/** "Only 2 promo servers fit its region (EU); 5 are booked." */
function tooFewFit(
  audience: Audience | undefined,
  servers: readonly PromoServerTraits[],
  { fits, n }: { readonly fits: number; readonly n: number },
): string {
  const booked = n === 1 ? "1 is booked" : `${n} are booked`;
  const filter = audience && bindingFilter(audience, servers);
  const some = fits === 0 ? "No promo server" : `Only ${promoServersInWords(fits)}`;
  if (!audience || !filter) return `${some} can be posted to; ${booked}.`;
  return `${some} ${fits > 1 ? "fit" : "fits"} ${filterInWords(filter, audience)}; ${booked}.`;
}

function fullInWords(missing: number, fits: number): string {
  const found = missing === 1 ? "1 place was" : `${missing} places were`;
  const which =
    fits === 1
      ? "The only promo server that fits it is"
      : `The ${fits} promo servers that fit it are`;
  return `${which} full with as many posts as they can make in time; ${found} not found.`;
}

export function shortfallsOf(assignment: Assignment): Shortfall[] {
  const { promotions, servers, n, fits: fit } = assignment.problem;
  const shortfalls: Shortfall[] = [];
  const sentences = new Map<string, string>();
  for (const [c, { id: promotionId, audience }] of promotions.entries()) {
    const missing = (n[c] ?? 0) - (assignment.count[c] ?? 0);
    if (missing <= 0) continue;
    const fits = fit[c] ?? 0;
    const booked = n[c] ?? 0;
    let reason = fullInWords(missing, fits);
    if (fits === assignment.count[c]) {
      const name = `${fits} ${booked} ${audienceKey(audience)}`;
      reason = sentences.get(name) ?? tooFewFit(audience, servers, { fits, n: booked });
      sentences.set(name, reason);
    }
    shortfalls.push({ promotionId, missing, fits, reason });
  }
  return shortfalls;
}
