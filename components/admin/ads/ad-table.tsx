import Link from "next/link";
import {
  reviewStamps,
  reviewWords,
  statusStamps,
  statusWords,
  waitWords,
} from "#components/admin/ads/ad-words.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AdListed } from "#lib/ads/desk-contract.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

export function AdTable({
  rows,
  label,
  zone,
  nowMs,
  base = "/ad-desk",
  withBrand = true,
}: {
  readonly rows: readonly AdListed[];
  readonly label: string;
  readonly zone: string;
  readonly nowMs: number;
  /** Where an ad's own page is. */
  readonly base?: string;
  readonly withBrand?: boolean;
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">Ad</th>
          <th scope="col">State</th>
          <th scope="col">Review</th>
          {withBrand ? <th scope="col">Brand</th> : null}
          <th scope="col" className="n">
            Priority
          </th>
          <th scope="col" className="n">
            Score
          </th>
          <th scope="col">Submitted</th>
          <th scope="col" className="n">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className="min-w-44">
              <Link className="link" href={`${base}/${toPublicId("ad", row.id)}`}>
                {row.title}
              </Link>
              <span className="block text-sm text-ink-2">{row.genre}</span>
            </th>
            <td>
              <Stamp state={statusStamps[row.status]} word={statusWords[row.status]} />
            </td>
            <td>
              {row.status === "COMPLETED" ? (
                <Stamp state={reviewStamps[row.review]} word={reviewWords[row.review]} />
              ) : (
                "–"
              )}
            </td>
            {withBrand ? <td className="min-w-24">{row.brandName ?? "–"}</td> : null}
            <td className="n">P{row.priority}</td>
            <td className="n">{row.score === null ? "–" : Math.round(row.score)}</td>
            <td className="whitespace-nowrap">{formatMoment(row.submittedAt, zone)}</td>
            <td className="n whitespace-nowrap">{tookWords(row, nowMs)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function tookWords({ status, submittedAt, completedAt }: AdListed, nowMs: number): string {
  if (status === "DEAD" || status === "CANCELLED") return "–";
  const toMs = completedAt === null ? nowMs : Date.parse(completedAt);
  const words = waitWords(toMs - Date.parse(submittedAt));
  return completedAt === null ? `${words} so far` : words;
}
