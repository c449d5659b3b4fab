import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { takePlan } from "#app/(admin)/campaigns/actions.ts";
import { GamePaceSheets } from "#components/admin/campaigns/game-pace-sheets.tsx";
import { pacingLine } from "#components/admin/editor/pacing/mode-words.ts";
import { PaceSimulator } from "#components/admin/simulator/pace-simulator.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { livePacing } from "#lib/analytics/live-pacing.ts";
import { listPastGames } from "#lib/analytics/past-traffic.ts";
import type { CampaignView, GameDoc } from "#lib/campaigns/contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string; game: string }> };

async function loadGame(
  params: Props["params"],
): Promise<{ readonly campaign: CampaignView; readonly game: GameDoc }> {
  const { id, game: publicId } = await params;
  const campaign = await loadCampaign(id);
  const gameId = fromPublicId("gme", publicId);
  const game = campaign.doc.games.find((each) => each.id === gameId);
  if (!game) notFound();
  return { campaign, game };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { campaign, game } = await loadGame(params);
  return { title: `Pace of ${game.name || "the game"} · ${campaign.name}` };
}

export default async function GamePacePage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { campaign, game } = await loadGame(params);
  const { database } = await webRuntime();
  const published = campaign.games.find(({ id }) => id === game.id);
  const [pastGames, pacing] = await Promise.all([
    listPastGames(database.sql, actor),
    published ? livePacing(database.sql, actor, { gameId: game.id }) : null,
  ]);
  const editHref = `/campaigns/${(await params).id}/edit#games`;
  const hasPrizes = game.prizes.some(({ quantity }) => quantity > 0);
  return (
    <div className="mt-5 flex flex-col gap-[22px]">
      <div>
        <h2 className="text-xl font-bold">Pace of {game.name || "the game"}</h2>
        <p className="text-ink-2">
          {pacingLine(pacingOf(game))}.{" "}
          {["draft", "scheduled", "live", "paused"].includes(campaign.state) ? (
            <Link className="link" href={editHref}>
              Change it in the editor
            </Link>
          ) : null}
        </p>
      </div>
      {pacing ? <GamePaceSheets pacing={pacing} zone={campaign.timeZone} /> : null}
      {hasPrizes ? (
        <PaceSimulator
          campaignId={campaign.id}
          docVersion={campaign.docVersion}
          game={{
            ...{ id: game.id, name: game.name || "the game", zone: campaign.timeZone },
            ...{ startsAt: game.startsAt, endsAt: game.endsAt },
            ...{ mode: pacingOf(game).mode, expectedPlays: game.expectedPlays },
            prizes: game.prizes.map(({ name, quantity }) => ({ name, quantity })),
          }}
          pastGames={pastGames}
          isDraft={campaign.state === "draft"}
          editHref={editHref}
          takePlan={takePlan}
        />
      ) : (
        <EmptyState sentence="A simulation needs at least one prize to give out.">
          <LinkButton href={editHref}>Add a prize</LinkButton>
        </EmptyState>
      )}
    </div>
  );
}
