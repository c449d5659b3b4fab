import type { CampaignDoc, FieldChange } from "#lib/campaigns/contract.ts";
import { withPacing } from "#lib/campaigns/pacing-document.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const labels: Readonly<Record<string, string>> = {
  name: "Name",
  slug: "Address",
  timeZone: "Time zone",
  startsAt: "Start",
  endsAt: "End",
  hallMode: "Hall mode",
  revealSeconds: "Seconds of the reel",
  playsPerPlayer: "Plays per player",
  playsPerDay: "Plays count per day",
  winsPerPlayer: "Wins per player",
  whoMayPlay: "Who may play",
  expectedPlays: "Expected plays",
  brandId: "Brand",
  poolId: "Coupon pool",
  quantity: "Quantity",
  weight: "Weight",
  valueMinor: "Value",
  currency: "Currency",
  enamel: "Enamel colour",
  bulb: "Bulb colour",
  title: "Title",
  subtitle: "Subtitle",
  winText: "Text of a win",
  loseText: "Text of a loss",
  minimumAge: "Minimum age",
  consentText: "Consent",
  officialRules: "Official rules",
  oddsLine: "Odds line",
  embedDomains: "Embedding sites",
  headline: "Ticket headline",
  terms: "Ticket terms",
  howToRedeem: "How to redeem",
  redeemUrl: "Redeem link",
  expiresAfterDays: "Days to redeem",
  mode: "Pacing",
  kind: "Plan",
  points: "Drawn curve",
  past: "Earlier game of the plan",
  hours: "Hours",
  closedOutside: "Closed outside the hours",
  share: "Opening pool",
  seconds: "Seconds of the opening pool",
  finaleMinutes: "Minutes of the finale",
  limits: "Winners per slot, hour and day",
  draw: "How moments are drawn",
  lifeSeconds: "Seconds a moment waits",
  per: "Moments counted per",
  counts: "Moments per hour or day",
  fileName: "File of moments",
  list: "List of moments",
  slotSeconds: "Seconds of a slot",
  minP: "Least chance",
  odds: "Odds",
  momentShare: "Share of the moments",
  pMax: "Highest chance",
  consolation: "Consolation",
  closeWith: "Leftovers",
  alertLeft: "Leftovers to be told of",
};

interface Spot {
  readonly path: string;
  /** Names of the game and the prize on the way: "Friday reel, Free coffee". */
  readonly within: string;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "";
  if (value === null) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function named(value: Json | undefined): string {
  const name = isRecord(value) ? value.name : undefined;
  return typeof name === "string" && name !== "" ? name : "unnamed";
}

function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  { path, within }: Spot,
  out: FieldChange[],
): void {
  const idOf = (value: Json) => (isRecord(value) ? value.id : undefined);
  const kind = path.endsWith("games") ? "Game" : "Prize";
  const inside = (value: Json) => (within === "" ? named(value) : `${within}, ${named(value)}`);
  for (const [index, value] of after.entries()) {
    const twin = before.find((other) => idOf(other) === idOf(value));
    const spot = { path: `${path}.${index}`, within: inside(value) };
    if (twin === undefined) {
      out.push({ path: spot.path, label: `${kind} added`, before: "", after: named(value) });
    } else compare(twin, value, spot, out);
  }
  for (const [index, value] of before.entries()) {
    if (after.some((other) => idOf(other) === idOf(value))) continue;
    const label = `${kind} removed`;
    out.push({ path: `${path}.${index}`, label, before: named(value), after: "" });
  }
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  spot: Spot,
  out: FieldChange[],
): void {
  const listed = /(^|\.)(games|prizes)$/.test(spot.path);
  if (listed && Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, spot, out);
  } else if (isRecord(before) && isRecord(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const path = spot.path === "" ? name : `${spot.path}.${name}`;
      compare(before[name], after[name], { path, within: spot.within }, out);
    }
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    const field = spot.path.split(".").at(-1) ?? "";
    const label = labels[field] ?? field;
    out.push({
      path: spot.path,
      label: spot.within === "" ? label : `${label} of ${spot.within}`,
      before: shown(before),
      after: shown(after),
    });
  }
}

/** What changed, field by field. Games and prizes are matched by id, so moving one is no change of its fields. */
export function diffDocs(before: CampaignDoc, after: CampaignDoc): FieldChange[] {
  const out: FieldChange[] = [];
  const [from, to] = [withPacing(before), withPacing(after)];
  compare(from as unknown as Json, to as unknown as Json, { path: "", within: "" }, out);
  return out;
}
