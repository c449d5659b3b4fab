import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc, GameDoc } from "#lib/campaigns/contract.ts";

type Say = (severity: "error" | "warning", path: string, message: string) => void;

const number = new Intl.NumberFormat("en");

/** Brand, pool and texts of each prize line. */
export function checkPrizes(game: GameDoc, at: string, facts: ChecklistFacts, say: Say): void {
  if (game.prizes.reduce((sum, prize) => sum + prize.quantity, 0) === 0) {
    say("error", `${at}.prizes`, "Add a prize with at least one coupon.");
  }
  for (const [index, prize] of game.prizes.entries()) {
    const path = `${at}.prizes.${index}`;
    const brand = facts.brands.find(({ id }) => id === prize.brandId);
    const pool = facts.pools.find(({ id }) => id === prize.poolId);
    if (prize.name.trim() === "") say("error", `${path}.name`, "Say what can be won.");
    if (!brand) say("error", `${path}.brandId`, "Choose the brand that gives this prize.");
    else if (brand.archived) say("error", `${path}.brandId`, `${brand.name} is archived.`);
    if (!pool || pool.archived) {
      say("error", `${path}.poolId`, "Choose the pool its coupon codes come from.");
    } else if (pool.brandId !== prize.brandId) {
      say("error", `${path}.poolId`, `The pool ${pool.name} belongs to another brand.`);
    } else if (pool.codesExpireAtMs !== null && pool.codesExpireAtMs <= Date.parse(game.endsAt)) {
      say("error", `${path}.poolId`, `The codes of ${pool.name} expire before the game ends.`);
    }
  }
}

/** Whether each pool can feed all its prize lines, and what other campaigns were promised. */
export function checkPools(doc: CampaignDoc, facts: ChecklistFacts, say: Say): void {
  const lines = doc.games.flatMap((game, gameIndex) =>
    game.prizes.map((prize, index) => ({ prize, path: `games.${gameIndex}.prizes.${index}` })),
  );
  for (const pool of facts.pools) {
    const fed = lines.filter(({ prize }) => prize.poolId === pool.id);
    const asked = fed.reduce((sum, { prize }) => sum + prize.quantity, 0);
    const free = Math.max(0, pool.available - pool.promised);
    const last = fed.at(-1);
    if (!last || asked <= free) continue;
    const promised =
      pool.promised > 0 ? ` ${number.format(pool.promised)} are promised to other campaigns.` : "";
    say(
      "error",
      `${last.path}.quantity`,
      `The pool ${pool.name} has ${number.format(free)} of ${number.format(asked)} codes.${promised}`,
    );
  }
}
