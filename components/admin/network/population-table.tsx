import { formatBytes } from "#components/admin/network/network-words.ts";
import { formatCount, formatShare } from "#components/ui/format-number.ts";
import { Table } from "#components/ui/table.tsx";
import type { Population, RolloutComparison } from "#lib/promotions/compare-rollout.ts";

const maybe = (value: number | null, words: (known: number) => string) =>
  value === null ? "–" : words(value);
const oneDigit = (value: number) => (value < 100 ? value.toFixed(1) : formatCount(value));
const per = (count: number, of: number) => (of > 0 ? count / of : null);

const rows: readonly (readonly [name: string, of: (population: Population) => string])[] = [
  ["Promo servers", ({ servers }) => formatCount(servers)],
  ["Seen within the hour", ({ online }) => formatCount(online)],
  ["Fetches", ({ fetches }) => formatCount(fetches)],
  [
    "Of them with nothing new",
    ({ notModified, fetches }) => maybe(per(notModified, fetches), formatShare),
  ],
  ["Carried by a fetch", ({ bytesPerFetch }) => maybe(bytesPerFetch, formatBytes)],
  ["Carried altogether", ({ bytes }) => formatBytes(bytes)],
  ["Posts on each", ({ posts, servers }) => maybe(per(posts, servers), oneDigit)],
  ["Clicks per 1,000 posts", ({ clicksPer1000Posts }) => maybe(clicksPer1000Posts, oneDigit)],
  [
    "Complaints per 1,000 posts",
    ({ complaintsPer1000Posts }) => maybe(complaintsPer1000Posts, oneDigit),
  ],
];

/** Both ways side by side, over the same time. */
export function PopulationTable({
  comparison: { distributed, whole, percent },
  labelledBy,
}: {
  readonly comparison: RolloutComparison;
  readonly labelledBy: string;
}) {
  return (
    <>
      <Table labelledBy={labelledBy}>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col" className="n">
              Own batch
            </th>
            <th scope="col" className="n">
              List of everything
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, words]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="n">{words(distributed)}</td>
              <td className="n">{words(whole)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-3 text-sm text-ink-2">{conclusion(distributed, whole, percent)}</p>
    </>
  );
}

function conclusion(distributed: Population, whole: Population, percent: number): string {
  if (percent === 100) return "Everybody gets a batch, so there is nobody to compare with.";
  if (percent === 0) return "Nobody gets a batch yet, so there is nothing to compare.";
  const [small, large] = [distributed.bytesPerFetch, whole.bytesPerFetch];
  if (small === null || large === null || large === 0) {
    return "Not enough data yet: one of the two has not fetched anything.";
  }
  const saved = 1 - small / large;
  return saved >= 0
    ? `With batches a fetch carries ${formatShare(saved)} less (1 − ${formatBytes(small)} / ${formatBytes(large)}).`
    : "With batches a fetch carries more than the list of everything at this moment.";
}
