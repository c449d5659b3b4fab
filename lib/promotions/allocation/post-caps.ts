// Caps of promo servers from the windows of the promotions that they may carry. Whole windows count, not what is left
// of them, so that a cap does not change while time passes; what is left is looked at placement by placement (J10).

import { type Audience, audienceKey, isInAudience } from "#lib/promotions/allocation/audience.ts";
import type { PromoServerInput } from "#lib/promotions/allocation/instance.ts";
import {
  batchMaxDefault,
  mixCap,
  type PostingRules,
  type WindowShare,
} from "#lib/promotions/allocation/posts.ts";

export interface UncappedServer extends Omit<PromoServerInput, "cap"> {
  /** Most placements at a time, whatever could be posted. */
  readonly batchMax?: number | null;
}

export interface WindowedPromotion {
  readonly n: number;
  readonly audience?: Audience;
  readonly startsAt: number;
  readonly endsAt: number;
}

interface Group extends WindowShare {
  readonly audience: Audience;
  readonly share: number;
}

function groupsOf(promotions: readonly WindowedPromotion[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { n, audience = {}, startsAt, endsAt } of promotions) {
    const windowMs = endsAt - startsAt;
    const name = `${windowMs} ${audienceKey(audience)}`;
    const share = (groups.get(name)?.share ?? 0) + n;
    groups.set(name, { windowMs, audience, share });
  }
  return [...groups.values()];
}

/** The promo servers with the cap that their posts allow; J10 needs the same `rules` in the allocation. */
export function withPostCaps(
  servers: readonly UncappedServer[],
  promotions: readonly WindowedPromotion[],
  rules?: PostingRules,
): PromoServerInput[] {
  const groups = groupsOf(promotions);
  const known = new Map<string, number>();
  return servers.map(({ batchMax, ...server }) => {
    const own = groups.map((group) => isInAudience(group.audience, server));
    const most = Math.min(batchMax ?? batchMaxDefault, batchMaxDefault);
    const name = `${most} ${server.cooldownMs ?? ""} ${own.map(Number).join("")}`;
    let cap = known.get(name);
    if (cap === undefined) {
      const mix = groups.filter((_, index) => own[index]);
      const limits = { fixedMs: server.cooldownMs, batchMax: most, ...(rules && { rules }) };
      cap = mixCap(mix, limits);
      known.set(name, cap);
    }
    return { ...server, cap };
  });
}
