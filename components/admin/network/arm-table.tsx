import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { Note } from "#components/ui/note.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AbResults } from "#lib/promotions/ab-results.ts";

const named = (key: string) => (key.length === 1 ? key.toUpperCase() : key);

/** The arms of a test side by side, the verdict first. */
export function ArmTable({
  results,
  labelledBy,
}: {
  readonly results: AbResults;
  readonly labelledBy: string;
}) {
  const { arms, leader, verdict, method } = results;
  return (
    <>
      <Note tone={leader === null ? "plain" : "ok"} className="mb-3">
        <b className="font-semibold">{verdict}</b>
      </Note>
      <Table labelledBy={labelledBy}>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" className="n">
              Promo servers
            </th>
            <th scope="col" className="n">
              Posts
            </th>
            <th scope="col" className="n">
              Clicked posts
            </th>
            <th scope="col">Share, 95 % interval</th>
            <th scope="col" className="n">
              Conversions
            </th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm) => (
            <tr key={arm.key}>
              <th scope="row">{named(arm.key)}</th>
              <td className="n">{formatCount(arm.servers)}</td>
              <td className="n">{formatCount(arm.posts)}</td>
              <td className="n">{formatCount(arm.clickedPosts)}</td>
              <td className="whitespace-nowrap">
                {arm.rate === null ? (
                  "–"
                ) : (
                  <>
                    <b className="font-semibold">{formatShare(arm.rate)}</b>{" "}
                    <span className="text-sm text-ink-2">
                      {formatShare(arm.interval.low)} to {formatShare(arm.interval.high)}
                    </span>
                  </>
                )}
              </td>
              <td className="n">{formatCount(arm.conversions)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <details className="mt-2 text-sm">
        <summary className="cursor-pointer text-ink-2">How this is counted</summary>
        <p className="mt-2 max-w-[70ch] text-ink-2">{method}</p>
      </details>
    </>
  );
}
