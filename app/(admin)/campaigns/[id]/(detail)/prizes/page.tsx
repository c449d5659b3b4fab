import type { Metadata } from "next";
import Link from "next/link";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatWeekdayTime } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { campaignOverview } from "#lib/analytics/campaign-overview.ts";
import type { PrizePace } from "#lib/analytics/contract.ts";
import type { CampaignView } from "#lib/campaigns/contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Prizes · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignPrizesPage({ params }: Props) {
  const { id } = await params;
  const campaign = await loadCampaign(id);
  if (campaign.games.length === 0) {
    return (
      <div className="mt-5">
        <EmptyState sentence="Nothing is published yet. The draft's prizes are in the editor.">
          <LinkButton look="primary" href={`/campaigns/${id}/edit#prizes`} data-key="edit">
            Open the editor
          </LinkButton>
        </EmptyState>
      </div>
    );
  }
  const { database } = await webRuntime();
  const { prizes } = await campaignOverview(database.sql, campaign.id);
  return (
    <Sheet title="Prizes" id="prizes" className="mt-5">
      <Table labelledBy="prizes">
        <thead>
          <tr>
            <th scope="col">Prize</th>
            <th scope="col">Brand</th>
            <th scope="col">Game</th>
            <th scope="col">Pool</th>
            <th scope="col" className="n">
              Won
            </th>
            <th scope="col" className="n">
              Plan by now
            </th>
            <th scope="col">Left</th>
            <th scope="col">Runs out</th>
          </tr>
        </thead>
        <tbody>
          {prizes.map((prize) => (
            <PrizeRow key={prize.prizeId} prize={prize} campaign={campaign} />
          ))}
        </tbody>
      </Table>
    </Sheet>
  );
}

function PrizeRow({
  prize,
  campaign,
}: {
  readonly prize: PrizePace;
  readonly campaign: CampaignView;
}) {
  const line = campaign.games
    .flatMap((game) => game.prizes)
    .find((each) => each.id === prize.prizeId);
  const runsOut =
    prize.runOutMs === null
      ? "not before the end"
      : formatWeekdayTime(prize.runOutMs, campaign.timeZone);
  return (
    <tr>
      <th scope="row" className="min-w-36">
        {prize.prizeName}
      </th>
      <td className="min-w-36">
        <Link className="link" href={`/brands/${toPublicId("brd", prize.brandId)}`}>
          {prize.brandName}
        </Link>
      </td>
      <td className="min-w-32">{prize.gameName}</td>
      <td className="whitespace-nowrap">
        {line?.poolId ? (
          <Link className="link" href={`/pools/${toPublicId("pool", line.poolId)}`}>
            Open the pool
          </Link>
        ) : (
          "–"
        )}
      </td>
      <td className="n">{formatCount(prize.won)}</td>
      <td className="n">{formatCount(prize.planned)}</td>
      <td>
        <Meter
          share={prize.budget === 0 ? 0 : prize.left / prize.budget}
          label={`${formatCount(prize.left)} of ${formatCount(prize.budget)} left`}
        />
      </td>
      <td className="whitespace-nowrap">{runsOut}</td>
    </tr>
  );
}
