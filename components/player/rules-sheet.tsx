import { texts } from "#components/player/texts.ts";
import { fullMoment } from "#components/player/when.ts";
import type { RulesPage } from "#lib/plays/player-page-view.ts";

/** Rules, prizes and how the draw works, in plain words and with the figures in force. */
export function RulesSheet({ rules }: Readonly<{ rules: RulesPage }>) {
  const { timeZone, publishedAt } = rules;
  return (
    <article className="leaf">
      <h1>{texts.rulesAndOdds}</h1>
      <p>
        {rules.title} · {texts.revision(rules.revision)}
        {publishedAt ? ` · ${fullMoment(new Date(publishedAt), timeZone)}` : null}
      </p>
      {rules.games.map((game) => (
        <section key={game.id}>
          <h2>{game.name}</h2>
          <dl>
            <dt>{texts.opensLabel}</dt>
            <dd>{fullMoment(new Date(game.startsAt), timeZone)}</dd>
            <dt>{texts.closesLabel}</dt>
            <dd>{fullMoment(new Date(game.endsAt), timeZone)}</dd>
            <dt>{texts.playsLabel}</dt>
            <dd>{playsWords(game)}</dd>
            <dt>{texts.winsLabel}</dt>
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
      <h2>{texts.oddsTitle}</h2>
      <p>{rules.oddsLine || texts.oddsPlain}</p>
      <h2 id="draw">{texts.drawTitle}</h2>
      {texts.drawSteps.map((step) => (
        <p key={step}>{step}</p>
      ))}
      <h2>{texts.officialTitle}</h2>
      {rules.minimumAge > 0 ? <p>{texts.minimumAge(rules.minimumAge)}</p> : null}
      <p className="prose">{rules.officialRules || texts.noOfficialRules}</p>
      <p className="leaf-back">
        <a href={`/p/${rules.slug}`}>{texts.backToGame}</a>
      </p>
    </article>
  );
}

function playsWords(game: RulesPage["games"][number]): string {
  const per = game.playsPerDay ? texts.perPersonDay : texts.perPerson;
  const who = game.whoMayPlay === "identified" ? texts.identifiedShort : texts.perBrowserShort;
  return `${game.playsPerPlayer} ${per} (${who})`;
}
