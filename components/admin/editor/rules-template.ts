import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { shortTime, zoneName } from "#lib/campaigns/zoned-time.ts";

/** A first text to adapt, with the campaign's own facts filled in. Not legal advice, and it says so. */
export function rulesTemplate(doc: CampaignDoc): string {
  const zone = zoneName(doc.timeZone);
  const from = shortTime(doc.startsAt, doc.timeZone);
  const to = shortTime(doc.endsAt, doc.timeZone);
  const games = doc.games.map((game) => {
    const total = game.prizes.reduce((sum, prize) => sum + prize.quantity, 0);
    const per = game.playsPerDay ? "a day" : "in all";
    return `${game.name || "The game"}: ${total} coupons; ${game.playsPerPlayer} play(s) a player ${per}, at most ${game.winsPerPlayer} win(s).`;
  });
  const age = doc.rules.minimumAge > 0 ? `${doc.rules.minimumAge} years or older` : "anybody";
  return [
    `1. ${doc.name} runs from ${from} to ${to} (${zone} time).`,
    `2. Who may take part: ${age}. Taking part is free and needs no purchase.`,
    `3. What can be won. ${games.join(" ")}`,
    "4. Each play is drawn by a computer. The chance adapts over time so that the coupons last; the rules of the draw are fixed and published before the start, and every draw can be checked afterwards.",
    "5. A coupon shows its terms and its last day. It cannot be exchanged for cash.",
    "6. Organiser: [name and address].",
    "[Adapt this text and have it checked for your country before you publish.]",
  ].join("\n\n");
}
