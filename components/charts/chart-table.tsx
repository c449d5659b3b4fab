/** The twin of a chart for those who do not see it, or want the numbers. */
export function ChartTable({
  summary,
  head,
  rows,
}: {
  readonly summary: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  return (
    <details className="mt-2 text-sm">
      <summary className="cursor-pointer text-ink-2">{summary}</summary>
      <section
        className="relative max-h-72 overflow-auto"
        {...{ tabIndex: 0 }}
        aria-label="Chart as a table"
      >
        <table className="ledger">
          <thead>
            <tr>
              {head.map((cell, index) => (
                <th key={cell} scope="col" className={index ? "n" : undefined}>
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) => (
                  <td key={head[index]} className={index ? "n" : undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
