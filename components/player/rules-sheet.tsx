import { pageTexts } from "#components/player/page-texts.ts";
import { fullMoment } from "#components/player/when.ts";
import type { RulesPage } from "#lib/plays/player-page-view.ts";

/** Rules, prizes and how the draw works, in plain words and with the figures in force. */
export function RulesSheet({ rules }: Readonly<{ rules: RulesPage }>) {
  const { timeZone, publishedAt } = rules;
  return (
    <article className="leaf">
      <h1>{pageTexts.rulesAndOdds}</h1>
      <p>
        {rules.title} · {pageTexts.revision(rules.revision)}
        {publishedAt ? ` · ${fullMoment(new Date(publishedAt), timeZone)}` : null}
      </p>
      {rules.games.map((game) => (
        <section key={game.id}>
          <h2>{game.name}</h2>
          <dl>
            <dt>{pageTexts.opensLabel}</dt>
            <dd>{fullMoment(new Date(game.startsAt), timeZone)}</dd>
            <dt>{pageTexts.closesLabel}</dt>
            <dd>{fullMoment(new Date(game.endsAt), timeZone)}</dd>
            <dt>{pageTexts.playsLabel}</dt>
            <dd>{playsWords(game)}</dd>
            <dt>{pageTexts.winsLabel}</dt>
            <dd>{game.winsPerPlayer}</dd>
          </dl>
          <ul className="prizes">
            {game.prizes.map((prize) => (
              <li key={`${prize.brand} ${prize.name}`}>
                <strong>{prize.headline ?? prize.name}</strong>{" "}
                <span>
                  {prize.quantity.toLocaleString("en")} × {prize.brand}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <h2>{pageTexts.oddsTitle}</h2>
      <p>{rules.oddsLine || pageTexts.oddsPlain}</p>
      <h2 id="draw">{pageTexts.drawTitle}</h2>
      {pageTexts.drawSteps.map((step) => (
        <p key={step}>{step}</p>
      ))}
      <p>
        <a href={`/c/${rules.slug}/fairness`}>{pageTexts.fairnessLink}</a>
      </p>
      <h2>{pageTexts.officialTitle}</h2>
      {rules.minimumAge > 0 ? <p>{pageTexts.minimumAge(rules.minimumAge)}</p> : null}
      <p className="prose">{rules.officialRules || pageTexts.noOfficialRules}</p>
      <p className="leaf-back">
        <a href={`/p/${rules.slug}`}>{pageTexts.backToGame}</a>
      </p>
    </article>
  );
}

function playsWords(game: RulesPage["games"][number]): string {
  const per = game.playsPerDay ? pageTexts.perPersonDay : pageTexts.perPerson;
  const who =
    game.whoMayPlay === "identified" ? pageTexts.identifiedShort : pageTexts.perBrowserShort;
  return `${game.playsPerPlayer} ${per} (${who})`;
}
