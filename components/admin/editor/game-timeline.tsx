import { scaleLinear } from "d3-scale";
import { formatWindow } from "#components/ui/format-time.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";

/** Each game as a bar inside the campaign's window, under its name; bars that stand above each other overlap in time. */
export function GameTimeline({ doc }: { readonly doc: CampaignDoc }) {
  const starts = doc.games.map((game) => Date.parse(game.startsAt));
  const ends = doc.games.map((game) => Date.parse(game.endsAt));
  const from = Math.min(Date.parse(doc.startsAt), ...starts);
  const to = Math.max(Date.parse(doc.endsAt), ...ends);
  const x = scaleLinear([from, Math.max(from + 1, to)], [0, 100]).clamp(true);
  return (
    <ol aria-label="Games over time" className="flex flex-col gap-1 border-x border-rule-2 py-1">
      {doc.games.map((game, index) => {
        const left = x(starts[index] ?? from);
        const width = Math.min(100 - left, Math.max(1, x(ends[index] ?? to) - left));
        return (
          <li key={game.id} className="py-1">
            <p className="px-2 text-sm wrap-anywhere">
              {game.name || `Game ${index + 1}`}{" "}
              <span className="text-ink-2">
                {formatWindow(game.startsAt, game.endsAt, doc.timeZone)}
              </span>
            </p>
            <div
              aria-hidden="true"
              className="mt-1 h-2 border border-rule-2 bg-link-bg"
              style={{ marginLeft: `${left}%`, width: `${width}%` }}
            />
          </li>
        );
      })}
    </ol>
  );
}
