import { randomUUID } from "node:crypto";
import type { PublishDeps } from "#lib/campaigns/campaign-deps.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { insertCampaign } from "#lib/campaigns/store-campaigns.ts";
import type { Sql } from "#lib/platform/database.ts";
import { openGame } from "#lib/plays/open-game.ts";
import { prizeDoc } from "#lib/testing/factories.ts";
import { testSecret } from "#lib/testing/ledger-fixtures.ts";

const unused = () => Promise.reject(new Error("no rehearsal asks for this"));
export const rehearsalDeps = (sql: Sql): PublishDeps => ({
  sql,
  masterSecret: testSecret,
  plays: { openGame, pauseGame: unused, resumeGame: unused, revisePlan: unused },
});
const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

interface Staging {
  readonly brandId: string;
  readonly poolId: string;
  readonly startsInHours: number;
}

/** A draft that could go live as it is. */
export async function stagedCampaign(
  sql: Sql,
  { brandId, poolId, startsInHours }: Staging,
): Promise<{ campaignId: string; gameId: string; doc: CampaignDoc }> {
  const gameId = randomUUID();
  const window = { startsAt: hours(startsInHours), endsAt: hours(startsInHours + 50) };
  const doc: CampaignDoc = {
    ...{
      name: "Friday",
      slug: `friday-${gameId.slice(0, 8)}`,
      timeZone: "Europe/Berlin",
      ...window,
      hallMode: false,
    },
    games: [
      {
        ...{ id: gameId, name: "Reel", slug: "reel", ...window, revealSeconds: 5 },
        ...{
          playsPerPlayer: 3,
          playsPerDay: false,
          winsPerPlayer: 1,
          whoMayPlay: "identified",
          expectedPlays: 40,
        },
        prizes: [prizeDoc({ brandId, poolId, quantity: 20 })],
      },
    ],
    look: {
      enamel: "#B9290F",
      bulb: "#FFC02E",
      title: "Friday",
      subtitle: "",
      winText: "",
      loseText: "",
    },
    rules: {
      minimumAge: 0,
      consentText: "",
      officialRules: "Rules",
      oddsLine: "",
      embedDomains: [],
    },
  };
  const campaignId = await insertCampaign(sql, { doc, ownerId: null, demo: false });
  return { campaignId, gameId, doc };
}
