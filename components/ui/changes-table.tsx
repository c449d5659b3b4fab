import { Table } from "#components/ui/table.tsx";

interface Change {
  readonly path: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What changed, field by field; the two columns say whose or when. */
export function ChangesTable({
  label,
  before = "Before",
  after = "After",
  changes,
}: {
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
  readonly changes: readonly Change[];
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path}>
            <th scope="row">{change.label}</th>
            <td>{change.before || "–"}</td>
            <td>{change.after || "–"}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
