// Networks like the one the allocator was designed for: the seed's weights, and a tenth premium, six tenths standard
// and three tenths budget promotions. Every promo server holds twice the mean load.

import type { PromoServerInput, PromotionInput } from "#lib/promotions/allocation/instance.ts";
import { promoServerWeight } from "#lib/promotions/allocation/weight.ts";

export interface Network {
  readonly servers: PromoServerInput[];
  readonly promotions: PromotionInput[];
}

interface NetworkOptions {
  readonly capFactor?: number;
  /** Share of promotions that ask for one of eight regions. */
  readonly restricted?: number;
}

function randomWeight(random: () => number): number {
  const size = random();
  const activity = random();
  return promoServerWeight({
    userCount: size < 0.1 ? 800 : size < 0.3 ? 300 : size < 0.6 ? 150 : 50,
    activityLevel: activity < 0.3 ? "HIGH" : activity < 0.7 ? "MEDIUM" : "LOW",
    hasPromotionChannel: random() >= 0.1,
  });
}

function randomTier(random: () => number): number {
  const tier = random();
  if (tier < 0.1) return 10 + Math.floor(random() * 11);
  return tier < 0.7 ? 3 + Math.floor(random() * 3) : 1 + Math.floor(random() * 2);
}

const numbered = (letter: string, index: number) => `${letter}${String(index).padStart(6, "0")}`;

export function randomNetwork(
  sizes: { readonly promotions: number; readonly servers: number },
  random: () => number,
  { capFactor = 2, restricted = 0 }: NetworkOptions = {},
): Network {
  const region = () => `r${Math.floor(random() * 8)}`;
  const promotions = Array.from({ length: sizes.promotions }, (_, c) => ({
    id: numbered("p", c),
    n: randomTier(random),
    ...(random() < restricted && { audience: { regions: [region()] } }),
  }));
  const booked = promotions.reduce((sum, { n }) => sum + n, 0);
  const cap = Math.ceil((capFactor * booked) / sizes.servers);
  const servers = Array.from({ length: sizes.servers }, (_, slot) => ({
    id: numbered("s", slot),
    slot,
    weight: randomWeight(random),
    cap,
    region: region(),
  }));
  return { servers, promotions };
}
