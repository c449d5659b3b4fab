import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { isTimeZone, shortTime, zoneName } from "#lib/campaigns/zoned-time.ts";

const number = new Intl.NumberFormat("en");

function counted(count: number, one: string, many: string): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}

function span(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours <= 96
    ? `${number.format(Math.round(hours * 10) / 10)} h`
    : `${Math.round(hours / 24)} days`;
}

function rate(coupons: number, hours: number): string {
  const perHour = coupons / hours;
  if (perHour >= 1.5) return `about ${number.format(Math.round(perHour))} an hour`;
  return `about ${number.format(Math.max(1, Math.round(perHour * 24)))} a day`;
}

/** The campaign in one sentence, for the card beside the editor: what, from whom, when, how fast. */
export function summarySentence(
  doc: Pick<CampaignDoc, "startsAt" | "endsAt" | "timeZone" | "games">,
): string {
  const prizes = doc.games.flatMap((game) => game.prizes);
  const coupons = prizes.reduce((sum, prize) => sum + prize.quantity, 0);
  const brands = new Set(
    prizes.filter((prize) => prize.quantity > 0).map((prize) => prize.brandId),
  );
  const starts = doc.games.map((game) => game.startsAt);
  const ends = doc.games.map((game) => game.endsAt);
  const byTime = (a: string, b: string) => Date.parse(a) - Date.parse(b);
  const from = [...starts].sort(byTime)[0] ?? doc.startsAt;
  const to = [...ends].sort(byTime).at(-1) ?? doc.endsAt;
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  if (!isTimeZone(doc.timeZone)) return "Choose a time zone.";
  if (!(hours > 0)) return "Choose an end after the start.";
  const zone = zoneName(doc.timeZone);
  const window = `${shortTime(from, doc.timeZone)} to ${shortTime(to, doc.timeZone)} ${zone} (${span(hours)})`;
  if (coupons === 0) return `No coupons yet, ${window}.`;
  return `${counted(coupons, "coupon", "coupons")} from ${counted(brands.size, "brand", "brands")}, ${window}, ${rate(coupons, hours)}.`;
}
