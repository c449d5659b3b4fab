// The promotion network of the demo: what its promo servers are called, and what was booked on them. Plain data.

import type { ActivityLevel, Platform, PromotionState, Tier } from "#lib/promotions/contract.ts";

export interface DemoServer {
  readonly name: string;
  readonly platform: Platform;
  readonly members: number;
  readonly activity: ActivityLevel;
  readonly region: string;
  readonly language: string;
  readonly hasChannel: boolean;
  readonly blockedCategories?: readonly string[];
}

const guild = (
  name: string,
  members: number,
  activity: ActivityLevel,
  region: string,
  language: string,
  more: Partial<DemoServer> = {},
): DemoServer => ({
  ...{ name, members, activity, region, language },
  ...{ platform: "discord", hasChannel: true },
  ...more,
});

export const demoServers: readonly DemoServer[] = [
  guild("Couch Co-op Club", 1_840, "HIGH", "EU", "en"),
  guild("Pixel Potluck", 960, "HIGH", "EU", "en"),
  guild("Nordic Speedrunners", 640, "MEDIUM", "EU", "en"),
  guild("Brettspiel Bande", 420, "MEDIUM", "EU", "de"),
  guild("Kino und Konsole", 310, "HIGH", "EU", "de", { blockedCategories: ["gambling"] }),
  guild("Les Manettes", 275, "LOW", "EU", "fr"),
  guild("Bay Area Indies", 1_210, "HIGH", "NA", "en"),
  guild("Lakeside LAN", 530, "MEDIUM", "NA", "en"),
  guild("Fighting Game Friday", 180, "HIGH", "NA", "en"),
  guild("Roguelike Radio", 2_400, "MEDIUM", "EU", "en", { platform: "telegram" }),
  guild("Rabattfuchs", 760, "LOW", "EU", "de", { platform: "telegram" }),
  guild("Quiet Corner", 90, "LOW", "NA", "en", { hasChannel: false }),
];

export interface DemoPromotion {
  readonly label: string;
  readonly appId: string;
  readonly appName: string;
  readonly shortDescription: string;
  readonly messages: readonly string[];
  readonly category: string;
  /** Whose it is: a brand of the demo, or nobody's. */
  readonly brand: "roastery" | "kino" | null;
  /** Clicks lead to the live campaign of the demo. */
  readonly promotesCampaign?: boolean;
  readonly tier: Tier;
  readonly servers: number;
  readonly regions?: readonly string[];
  readonly state: PromotionState;
  /** Hours from the seeding. */
  readonly from: number;
  readonly to: number;
  readonly priceMinor: number;
  /** Share of its promo servers that have posted it. */
  readonly posted: number;
}

export const demoPromotions: readonly DemoPromotion[] = [
  {
    label: "kino live",
    appId: "kino-luna",
    appName: "Kino Luna",
    shortDescription: "Pull the reel and go to the cinema for two, at the price of one.",
    messages: [
      "{appName} gives away seats: pull the reel. {ctaUrl}",
      "Two for one at {appName}? One pull tells. {ctaUrl}",
    ],
    ...{ category: "cinema", brand: "kino", promotesCampaign: true, tier: "standard", servers: 5 },
    ...{ state: "live", from: -30, to: 66, priceMinor: 12_500, posted: 0.8 },
  },
  {
    label: "roastery live",
    appId: "corner-roastery",
    appName: "Corner Roastery",
    shortDescription: "A free flat white, if the reel says so.",
    messages: ["Flat white on the house? {ctaUrl}", "The reel pours coffee today. {ctaUrl}"],
    ...{ category: "food", brand: "roastery", promotesCampaign: true, tier: "budget", servers: 2 },
    ...{ state: "live", from: -20, to: 44, priceMinor: 4_000, posted: 1 },
  },
  {
    label: "lanterns live",
    appId: "lanterns-of-brine",
    appName: "Lanterns of Brine",
    shortDescription: "Keep the lamps lit in a drowned town. Demo out now.",
    messages: ["{appName}: {shortDescription} {ctaUrl}"],
    ...{ category: "games", brand: null, tier: "premium", servers: 10 },
    ...{ state: "live", from: -48, to: 96, priceMinor: 48_000, posted: 0.9 },
  },
  {
    label: "nemesis live",
    appId: "hv-nemesis",
    appName: "Heroes Vs Villains: Nemesis",
    shortDescription: "Choose a side. Regret it later.",
    messages: ["{appName} needs you. {ctaUrl}", "Hero or villain? {ctaUrl}", "{ctaUrl} Choose."],
    ...{ category: "games", brand: null, tier: "standard", servers: 4, regions: ["EU"] },
    ...{ state: "live", from: -10, to: 110, priceMinor: 16_000, posted: 0.5 },
  },
  {
    label: "paper fleet scheduled",
    appId: "paper-fleet",
    appName: "Paper Fleet",
    shortDescription: "Fold a boat, take a harbour.",
    messages: ["{appName} sets sail. {ctaUrl}"],
    ...{ category: "games", brand: null, tier: "standard", servers: 3 },
    ...{ state: "scheduled", from: 40, to: 160, priceMinor: 9_000, posted: 0 },
  },
  {
    label: "tangle paused",
    appId: "tangle",
    appName: "Tangle",
    shortDescription: "A knot a day.",
    messages: ["One knot before lunch: {ctaUrl}"],
    ...{ category: "games", brand: null, tier: "budget", servers: 2, regions: ["NA"] },
    ...{ state: "paused", from: -24, to: 72, priceMinor: 3_000, posted: 0 },
  },
  {
    label: "kino ended",
    appId: "kino-luna",
    appName: "Kino Luna, the week before",
    shortDescription: "Warm up with a free ticket.",
    messages: ["Warm-up week at {appName}: {ctaUrl}", "Tickets, before everybody: {ctaUrl}"],
    ...{ category: "cinema", brand: "kino", tier: "standard", servers: 5 },
    ...{ state: "ended", from: -220, to: -76, priceMinor: 12_500, posted: 1 },
  },
  {
    label: "moss ended short",
    appId: "moss-and-motors",
    appName: "Moss and Motors",
    shortDescription: "A rally through a forest that grows back.",
    messages: ["{appName}: {shortDescription} {ctaUrl}"],
    ...{ category: "games", brand: null, tier: "premium", servers: 12 },
    ...{ state: "ended", from: -190, to: -94, priceMinor: 52_000, posted: 0.75 },
  },
];
