import type { Metadata } from "next";
import Link from "next/link";
import { loadCampaign } from "#app/(admin)/campaigns/[id]/load-campaign.ts";
import { gameStamp } from "#components/admin/campaigns/games-table.tsx";
import { pacingLine } from "#components/admin/editor/pacing/mode-words.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { formatMoment, formatWindow, zoneName } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import type { CampaignView, GameDoc, GameListed } from "#lib/campaigns/contract.ts";
import { pacingOf } from "#lib/campaigns/pacing-document.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Games · ${(await loadCampaign((await params).id)).name}` };
}

export default async function CampaignGamesPage({ params }: Props) {
  const { id } = await params;
  const campaign = await loadCampaign(id);
  const { env } = await webRuntime();
  if (campaign.games.length === 0) {
    return (
      <div className="mt-5">
        <EmptyState sentence="Nothing is published yet. The draft's games are in the editor.">
          <LinkButton look="primary" href={`/campaigns/${id}/edit#games`} data-key="edit">
            Open the editor
          </LinkButton>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="mt-5 flex flex-col gap-[22px]">
      {campaign.games.map((game) => (
        <GameSheet
          key={game.id}
          campaign={campaign}
          game={game}
          baseUrl={env.BASE_URL}
          paceHref={`/campaigns/${id}/games/${toPublicId("gme", game.id)}`}
        />
      ))}
    </div>
  );
}

function GameSheet({
  campaign,
  game,
  baseUrl,
  paceHref,
}: {
  readonly campaign: CampaignView;
  readonly game: GameListed;
  readonly baseUrl: string;
  readonly paceHref: string;
}) {
  const zone = campaign.timeZone;
  const doc = campaign.doc.games.find((each) => each.id === game.id);
  const link = new URL(`/p/${campaign.slug}/${game.slug}`, baseUrl).href;
  const left = game.total - game.won;
  return (
    <Sheet
      title={game.name}
      id={`game-${game.id}`}
      aside={<Stamp state={gameStamp({ state: game.state, left, budget: game.total })} />}
    >
      <DefinitionList
        rows={[
          [
            "Window",
            `${formatWindow(game.startsAt, game.endsAt, zone)}, ${zoneName(zone, game.startsAt)}`,
          ],
          ["Plays", `${formatCount(game.plays)}, of them ${formatCount(game.decided)} decided`],
          [
            "Coupons",
            `${formatCount(game.won)} won, ${formatCount(left)} left of ${formatCount(game.total)}`,
          ],
          ["Limits", doc ? limitWords(doc) : "–"],
          [
            "Pace",
            <span key="pace">
              {doc ? `${pacingLine(pacingOf(doc))}. ` : null}
              <Link className="link" href={paceHref}>
                Figures and simulator
              </Link>
            </span>,
          ],
          ["Who may play", doc?.whoMayPlay === "identified" ? "Identified players" : "Anybody"],
          [
            "Players' link",
            <span key="link" className="flex flex-wrap items-center gap-2">
              <a className="link break-all" href={link}>
                {link}
              </a>
              <CopyButton text={link} what={`the link of ${game.name}`} />
            </span>,
          ],
          [
            "Commitment",
            game.commitment ? (
              <span key="commitment" className="flex flex-wrap items-center gap-2">
                <code className="text-sm break-all">{game.commitment}</code>
                <span className="text-sm text-ink-2">
                  published {game.committedAt ? formatMoment(game.committedAt, zone) : ""}
                </span>
              </span>
            ) : (
              "Made when the campaign is published."
            ),
          ],
        ]}
      />
    </Sheet>
  );
}

function limitWords(doc: GameDoc): string {
  const plays = plural(doc.playsPerPlayer, "play");
  const wins = plural(doc.winsPerPlayer, "win");
  return `${plays} a player ${doc.playsPerDay ? "a day" : "in all"}, at most ${wins}; the reel takes ${doc.revealSeconds} s`;
}
