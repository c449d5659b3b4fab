import Link from "next/link";
import { drawWords, shortPlay } from "#components/admin/draws/draw-words.ts";
import { formatClock, formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Table } from "#components/ui/table.tsx";
import type { DrawRow } from "#lib/plays/draw-timeline.ts";

/** `1.8 %`, fine enough for small chances. */
export function chanceWords(chance: number): string {
  return `${(chance * 100).toPrecision(2)} %`;
}

export function DrawTable({
  rows,
  withCampaign = false,
}: {
  readonly rows: readonly DrawRow[];
  readonly withCampaign?: boolean;
}) {
  return (
    <Table label="Decisions">
      <thead>
        <tr>
          <th scope="col">Play</th>
          <th scope="col">Decided</th>
          <th scope="col">Result</th>
          {withCampaign ? <th scope="col">Campaign</th> : null}
          <th scope="col">Game</th>
          <th scope="col" className="n">
            Chance
          </th>
          <th scope="col" className="n">
            Draw u
          </th>
          <th scope="col" className="n">
            Took
          </th>
          <th scope="col">Proof</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.playId}>
            <th scope="row">
              <Link className="link" href={`/draws/${row.playId}`}>
                {shortPlay(row.playId)}
              </Link>
            </th>
            <td className="whitespace-nowrap">
              {formatMoment(row.decidedAt, row.timeZone)}:
              {formatClock(row.decidedAt, row.timeZone).slice(6)}.{row.decidedAt.slice(20, 23)}{" "}
              <span className="text-sm text-ink-2">{zoneCity(row.timeZone)}</span>
            </td>
            <td className="whitespace-nowrap">{drawWords(row)}</td>
            {withCampaign ? <td>{row.campaignName}</td> : null}
            <td>{row.gameName}</td>
            <td className="n">{chanceWords(row.chance)}</td>
            <td className="n">{row.u.toFixed(4)}</td>
            <td className="n">{Math.round(row.decisionMs)} ms</td>
            <td>
              <a
                className="link"
                href={`/verify/${row.playId}`}
                aria-label={`Verify ${shortPlay(row.playId)}`}
              >
                Verify
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
