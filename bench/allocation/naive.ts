// The allocator of the first sketch, `random.sample(servers, min(N, len(servers)))`, afresh each time: the control
// that fails what the real one keeps.

import { isInAudience } from "#lib/promotions/allocation/audience.ts";
import type { AllocationInput, Placement } from "#lib/promotions/allocation/instance.ts";

export function naiveAllocation(
  { servers, promotions }: AllocationInput,
  random: () => number,
): Placement[] {
  return promotions.flatMap(({ id: promotionId, n, audience = {} }) => {
    const fits = servers.filter((each) => isInAudience(audience, each));
    const sample = Math.min(n, fits.length);
    for (let i = 0; i < sample; i++) {
      const j = i + Math.floor(random() * (fits.length - i));
      const [a, b] = [fits[i], fits[j]];
      if (a && b) [fits[i], fits[j]] = [b, a];
    }
    return fits
      .slice(0, sample)
      .map(({ id: serverId }) => ({ promotionId, serverId, drawIndex: 0, sinceEpoch: 0 }));
  });
}
