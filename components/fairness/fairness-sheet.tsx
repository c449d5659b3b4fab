import { oddsWords, fairnessTexts as texts } from "#components/fairness/fairness-texts.ts";
import { countdown, fullMoment } from "#components/player/when.ts";
import type { FairnessGame, FairnessPage } from "#lib/plays/proof/fairness-page.ts";

/** Every game of a campaign with its promise, its odds and, when it is over, its results and its log. */
export function FairnessSheet({
  page,
  publicKey,
}: Readonly<{ page: FairnessPage; publicKey: string }>) {
  return (
    <article className="leaf">
      <h1>{texts.title}</h1>
      <p>
        {page.title}. {texts.intro}
      </p>
      {page.games.length === 0 ? <p>{texts.noGames}</p> : null}
      {page.games.map((game) => (
        <section key={game.gameId} aria-labelledby={`game-${game.gameId}`}>
          <h2 id={`game-${game.gameId}`}>{game.name}</h2>
          <Promised game={game} timeZone={page.timeZone} />
          <h3>{texts.odds}</h3>
          {(game.odds ? oddsWords(game.odds) : []).map((words) => (
            <p key={words}>{words}</p>
          ))}
          <h3>{texts.totals}</h3>
          <Totals game={game} />
          <h3>{texts.happened}</h3>
          <Events game={game} timeZone={page.timeZone} />
          <Results game={game} page={page} />
        </section>
      ))}
      <h2>{texts.keyTitle}</h2>
      <p>{texts.keyWords}</p>
      <pre className="command">{publicKey}</pre>
      <p className="leaf-back">
        <a href={`/p/${page.slug}`}>{texts.back}</a> ·{" "}
        <a href={`/c/${page.slug}/rules`}>{texts.rules}</a>
      </p>
    </article>
  );
}

interface GameProps {
  readonly game: FairnessGame;
  readonly timeZone: string;
}

function Promised({ game, timeZone }: GameProps) {
  const { commitment, committedAt, startsAt, endsAt } = game;
  return (
    <dl className="fingerprint">
      <dt>{texts.commitment}</dt>
      <dd>
        <code>{commitment ?? texts.notYet}</code>
      </dd>
      <dt>{texts.published}</dt>
      <dd>
        {committedAt === null
          ? texts.notYet
          : `${fullMoment(new Date(committedAt), timeZone)}, ${leadWords(committedAt, startsAt)}`}
      </dd>
      <dt>{texts.start}</dt>
      <dd>{fullMoment(new Date(startsAt), timeZone)}</dd>
      <dt>{texts.end}</dt>
      <dd>{fullMoment(new Date(endsAt), timeZone)}</dd>
    </dl>
  );
}

function leadWords(committedAt: string, startsAt: string): string {
  const leadMs = Date.parse(startsAt) - Date.parse(committedAt);
  return leadMs > 0 ? texts.beforeStart(countdown(leadMs)) : texts.afterStart;
}

function Totals({ game }: Pick<GameProps, "game">) {
  return (
    <>
      <table className="totals">
        <thead>
          <tr>
            <th scope="col">{texts.prize}</th>
            <th scope="col">{texts.quantity}</th>
            <th scope="col">{texts.given}</th>
          </tr>
        </thead>
        <tbody>
          {game.prizes.map((prize) => (
            <tr key={prize.position}>
              <td>
                {prize.name}, {prize.brand}
              </td>
              <td>{texts.count(prize.quantity)}</td>
              <td>{texts.givenWords(prize.given, prize.givenLater)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {game.revealed ? null : <p>{texts.laterWords}</p>}
    </>
  );
}

function Events({ game, timeZone }: GameProps) {
  if (game.events.length === 0) return <p>{texts.nothingHappened}</p>;
  return (
    <ul className="prizes">
      {game.events.map(({ seq, kind, at }) => (
        <li key={seq}>
          {texts.events[kind]} <span>{fullMoment(new Date(at), timeZone)}</span>
        </li>
      ))}
    </ul>
  );
}

function Results({ game, page }: Readonly<{ game: FairnessGame; page: FairnessPage }>) {
  const { revealed, gameId } = game;
  if (!revealed) return <p>{texts.sealed}</p>;
  const { totals, seed, headSeq, headHash } = revealed;
  return (
    <>
      <h3>{texts.results}</h3>
      <p>{texts.plays(totals?.plays ?? 0, totals?.wins ?? 0, totals?.voids ?? 0)}</p>
      <dl className="fingerprint">
        <dt>{texts.seed}</dt>
        <dd>
          <code>{seed}</code>
        </dd>
        <dt>{texts.head}</dt>
        <dd>
          {texts.entry(headSeq)} <code>{headHash}</code>
        </dd>
      </dl>
      <p>{texts.logWords}</p>
      <pre className="command">npm run verify -- frolic-{gameId.slice(0, 8)}.json</pre>
      <p>
        <a href={`/c/${page.slug}/fairness/${gameId}/log.json`} download>
          {texts.log}
        </a>
      </p>
      <p>{texts.ownPlay}</p>
    </>
  );
}
