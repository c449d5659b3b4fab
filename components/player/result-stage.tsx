import { neutralFaces } from "#components/player/neutral-faces.ts";
import { pageTexts } from "#components/player/page-texts.ts";
import { PlayerFrame } from "#components/player/player-frame.tsx";
import { StageTitle } from "#components/player/stage-title.tsx";
import { texts } from "#components/player/texts.ts";
import { ticketTexts } from "#components/player/ticket-texts.ts";
import { fullMoment } from "#components/player/when.ts";
import { describeFaces, Machine } from "#components/reel/machine.tsx";
import type { PlayView } from "#lib/plays/contract.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

interface ResultStageProps {
  readonly page: PlayerPage;
  readonly path: string;
  /** The play, or a sentence saying why there is none. */
  readonly outcome: { readonly view: PlayView } | { readonly refusal: string };
}

const refreshS = 2;

/** The same play for browsers that run no script: the page asks again by itself until the result is final. */
export function ResultStage({ page, path, outcome }: ResultStageProps) {
  const view = "view" in outcome ? outcome.view : undefined;
  const brands = [...new Set(page.game.prizes.map(({ brand }) => brand))];
  const prize = view?.state === "WIN" ? view.prize : page.game.prizes[0];
  const faces = view && (view.state === "WIN" || view.state === "LOSE") ? view.faces : neutralFaces;
  return (
    <PlayerFrame
      slug={page.slug}
      brands={brands}
      enamel={page.enamel}
      bulb={page.bulb}
      embedded={false}
      isRehearsal={page.isRehearsal}
    >
      {view?.state === "PENDING" ? <meta httpEquiv="refresh" content={`${refreshS}`} /> : null}
      <div className="stage">
        <StageTitle title={page.title} />
        <p className="sub">{pageTexts.resultTitle}</p>
        <Machine
          label={describeFaces(faces, prize?.brand ?? "")}
          monogram={prize?.monogram ?? "F"}
          faces={faces}
        />
        <p className="status" role="status">
          {"refusal" in outcome ? outcome.refusal : sentenceOf(page, outcome.view)}
        </p>
        <div className="ticket-place">
          {view?.state === "WIN" ? <WonForm view={view} timeZone={page.timeZone} /> : null}
          {view?.state === "LOSE" && view.award ? (
            <WonForm
              view={{ playId: view.playId, prize: view.award.prize }}
              timeZone={page.timeZone}
            />
          ) : null}
          {view && (view.state === "LOSE" || view.state === "VOID") ? (
            <p>
              <a href={`/verify/${view.playId}`}>{texts.checkDraw}</a>
            </p>
          ) : null}
        </div>
        {view?.state === "PENDING" ? null : (
          <div className="act">
            <a className="go" href={path}>
              {pageTexts.backToGame}
            </a>
          </div>
        )}
      </div>
    </PlayerFrame>
  );
}

function sentenceOf(page: PlayerPage, view: PlayView): string {
  switch (view.state) {
    case "PENDING":
      return `${texts.accepted} ${pageTexts.refreshing}`;
    case "WIN":
      return pageTexts.wonPlain(view.prize.headline, view.prize.brand);
    case "LOSE":
      return [page.loseText || texts.lost, page.consolation, secondChanceLine(view)]
        .filter(Boolean)
        .join(" ");
    case "VOID":
      return texts.voided;
    default:
      return view satisfies never;
  }
}

function secondChanceLine({ award }: Extract<PlayView, { state: "LOSE" }>): string {
  return award ? texts.secondChance(award.prize.headline, award.prize.brand) : "";
}

type WinView = Pick<Extract<PlayView, { state: "WIN" }>, "playId" | "prize">;

/** The code itself comes by a POST of its owner, on a page that is never stored. */
function WonForm({ view, timeZone }: Readonly<{ view: WinView; timeZone: string }>) {
  const { brand, headline, howToRedeem, expiresAt } = view.prize;
  const expiry = expiresAt
    ? ticketTexts.validUntil(fullMoment(new Date(expiresAt), timeZone))
    : ticketTexts.noExpiry;
  return (
    <form className="ticket" method="post" action={`/api/plays/${view.playId}/reveal`}>
      <div className="ticket-stub">
        <p className="ticket-brand">{brand}</p>
        <h2>{headline}</h2>
      </div>
      <div className="ticket-code">
        <button className="small" type="submit">
          {pageTexts.showMyCode}
        </button>
      </div>
      <p className="ticket-small">
        <strong>{expiry}.</strong> {howToRedeem}{" "}
        <a href={`/verify/${view.playId}`}>{texts.checkDraw}</a>
      </p>
    </form>
  );
}
