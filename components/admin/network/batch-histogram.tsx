import { ChartFrame, chartSize } from "#components/charts/chart-frame.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly servers: number;
}

const binsMax = 24;

/** Sizes side by side without gaps; where there are many, neighbours share a bar. */
export function binSizes(
  sizes: readonly { readonly size: number; readonly servers: number }[],
): Bin[] {
  const largest = sizes.reduce((most, { size }) => Math.max(most, size), 0);
  const width = Math.ceil((largest + 1) / binsMax);
  const bins = Array.from({ length: Math.ceil((largest + 1) / width) }, (_, index) => ({
    from: index * width,
    to: (index + 1) * width - 1,
    servers: 0,
  }));
  for (const { size, servers } of sizes) {
    const bin = bins[Math.floor(size / width)];
    if (bin) bin.servers += servers;
  }
  return bins;
}

/** How many promo servers hold how many promotions; drawn on the server, with its numbers as a table. */
export function BatchHistogram({
  sizes,
}: {
  readonly sizes: readonly { readonly size: number; readonly servers: number }[];
}) {
  const bins = binSizes(sizes);
  const most = Math.max(1, ...bins.map(({ servers }) => servers));
  const width = chartSize / Math.max(1, bins.length);
  const words = (bin: Bin) => (bin.from === bin.to ? String(bin.from) : `${bin.from}–${bin.to}`);
  const peak = bins.reduce<Bin | undefined>(
    (best, bin) => (best && best.servers >= bin.servers ? best : bin),
    undefined,
  );
  const label = peak
    ? `Promo servers by batch size. Most, ${formatCount(peak.servers)}, have ${words(peak)}`
    : "Promo servers by batch size";
  const [first, last] = [bins[0], bins.at(-1)];
  return (
    <figure>
      <ChartFrame
        label={label}
        className="h-40"
        yMarks={[0, most].map((value) => ({
          at: chartSize - (chartSize * value) / most,
          text: formatCount(value),
        }))}
        xWords={[...new Set([first, last].flatMap((bin) => (bin ? [words(bin)] : [])))]}
      >
        <line
          x1={0}
          x2={chartSize}
          y1={0}
          y2={0}
          stroke="var(--rule)"
          vectorEffect="non-scaling-stroke"
        />
        <line
          x1={0}
          x2={chartSize}
          y1={chartSize}
          y2={chartSize}
          stroke="var(--rule-2)"
          vectorEffect="non-scaling-stroke"
        />
        {bins.map((bin, index) => (
          <rect
            key={bin.from}
            x={index * width + width * 0.08}
            width={width * 0.84}
            y={chartSize - (chartSize * bin.servers) / most}
            height={(chartSize * bin.servers) / most}
            fill="var(--c1)"
          >
            <title>{`${words(bin)}: ${plural(bin.servers, "promo server")}`}</title>
          </rect>
        ))}
      </ChartFrame>
      <figcaption className="mt-1 text-sm text-ink-2">
        Promotions in a batch, and how many promo servers have so many.
      </figcaption>
      <ChartTable
        summary="Show as a table"
        head={["Promotions in the batch", "Promo servers"]}
        rows={bins
          .filter(({ servers }) => servers > 0)
          .map((bin) => [words(bin), formatCount(bin.servers)])}
      />
    </figure>
  );
}
