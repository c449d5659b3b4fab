import { texts } from "#components/player/texts.ts";
import type { PagePrize } from "#lib/plays/player-page-view.ts";

const shownMax = 3;

interface PrizeBillProps {
  readonly prizes: readonly PagePrize[];
  /** A ticket lies over it. */
  readonly covered: boolean;
  /** The play that has just been drawn without a prize. */
  readonly drawnId: string | null;
}

/** What can be won, in the place and the size of the ticket that may print there. */
export function PrizeBill({ prizes, covered, drawnId }: PrizeBillProps) {
  const more = prizes.length - shownMax;
  return (
    <section className="bill" aria-label={texts.inTheDrum} aria-hidden={covered}>
      <h2>{texts.inTheDrum}</h2>
      <ul>
        {prizes.slice(0, shownMax).map(({ headline, brand }) => (
          <li key={`${brand} ${headline}`}>
            <strong>{headline}</strong> <span>{brand}</span>
          </li>
        ))}
      </ul>
      <p>
        {drawnId ? (
          <a href={`/verify/${drawnId}`}>{texts.checkDraw}</a>
        ) : (
          (more > 0 && texts.andMore(more)) || texts.ticketWaits
        )}
      </p>
    </section>
  );
}
