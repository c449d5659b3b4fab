import { PlayerFrame } from "#components/player/player-frame.tsx";
import { PlayerGame } from "#components/player/player-game.tsx";
import { texts } from "#components/player/texts.ts";
import { shortMoment } from "#components/player/when.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

/** The whole page of a game: readable and playable as it comes from the server. */
export function GameStage({ page, now }: Readonly<{ page: PlayerPage; now: Date }>) {
  const brands = [...new Set(page.game.prizes.map(({ brand }) => brand))];
  return (
    <PlayerFrame
      slug={page.slug}
      brands={brands}
      enamel={page.enamel}
      bulb={page.bulb}
      gameId={page.game.id}
    >
      <div className="stage">
        <StageTitle title={page.title} />
        <PlayerGame page={page} windowLine={windowLine(page, now)} />
      </div>
    </PlayerFrame>
  );
}

/** The last word lights up, as on a painted sign. */
export function StageTitle({ title }: Readonly<{ title: string }>) {
  const cut = title.trimEnd().lastIndexOf(" ");
  return (
    <h1 className={title.length > 20 ? "long" : undefined}>
      {cut > 0 ? title.slice(0, cut + 1) : null}
      <em>{title.slice(cut + 1)}</em>
    </h1>
  );
}

function windowLine(page: PlayerPage, now: Date): string {
  const { state, startsAt, endsAt } = page.game.view;
  const moment = (at: string) => shortMoment(new Date(at), page.timeZone, now);
  if (state === "scheduled") return texts.opens(moment(startsAt));
  return state === "ended" ? texts.closedAt(moment(endsAt)) : texts.closes(moment(endsAt));
}
