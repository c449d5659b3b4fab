import { pageTexts } from "#components/player/page-texts.ts";
import { shortMoment } from "#components/player/when.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

interface OtherGamesProps {
  readonly page: Pick<PlayerPage, "slug" | "otherGames" | "timeZone">;
  readonly now: Date;
  /** Inside somebody else's page: a frame shows the one game that its page chose. */
  readonly embedded: boolean;
}

/** The campaign's games beside this one that are not over yet. */
export function OtherGames({ page, now, embedded }: OtherGamesProps) {
  const games = page.otherGames.filter(({ endsAt }) => new Date(endsAt) > now);
  if (games.length === 0) return null;
  const away = embedded ? { target: "_blank", rel: "noopener" } : {};
  const moment = (at: string) => shortMoment(new Date(at), page.timeZone, now);
  return (
    <nav className="others" aria-label={pageTexts.otherGames}>
      <h2>{pageTexts.otherGames}</h2>
      <ul>
        {games.map(({ slug, name, startsAt, endsAt }) => (
          <li key={slug}>
            <a href={`/p/${page.slug}/${slug}`} {...away}>
              {name}
            </a>{" "}
            {new Date(startsAt) > now
              ? pageTexts.opens(moment(startsAt))
              : pageTexts.closes(moment(endsAt))}
          </li>
        ))}
      </ul>
    </nav>
  );
}
