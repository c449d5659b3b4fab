import { OtherGames } from "#components/player/other-games.tsx";
import { pageTexts } from "#components/player/page-texts.ts";
import { PlayerFrame } from "#components/player/player-frame.tsx";
import { PlayerGame } from "#components/player/player-game.tsx";
import { StageTitle } from "#components/player/stage-title.tsx";
import { shortMoment } from "#components/player/when.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

interface GameStageProps {
  readonly page: PlayerPage;
  readonly path: string;
  readonly now: Date;
  /** Inside somebody else's page: links leave the frame alone. */
  readonly embedded?: boolean;
}

/** The whole page of a game: readable and playable as it comes from the server. */
export function GameStage({ page, path, now, embedded }: GameStageProps) {
  const brands = [...new Set(page.game.prizes.map(({ brand }) => brand))];
  return (
    <PlayerFrame
      slug={page.slug}
      brands={brands}
      enamel={page.enamel}
      bulb={page.bulb}
      embedded={embedded ?? false}
      isRehearsal={page.isRehearsal}
    >
      <div className="stage">
        <StageTitle title={page.title} />
        {page.subtitle.trim() === "" ? null : <p className="tagline">{page.subtitle}</p>}
        <PlayerGame page={page} path={path} windowLine={windowLine(page, now)} />
        <OtherGames page={page} now={now} embedded={embedded ?? false} />
      </div>
    </PlayerFrame>
  );
}

function windowLine(page: PlayerPage, now: Date): string {
  const { state, startsAt, endsAt } = page.game.view;
  const moment = (at: string) => shortMoment(new Date(at), page.timeZone, now);
  if (state === "scheduled") return pageTexts.opens(moment(startsAt));
  return state === "ended" ? pageTexts.closedAt(moment(endsAt)) : pageTexts.closes(moment(endsAt));
}
