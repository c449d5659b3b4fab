"use client";

import { useState } from "react";
import type { CsvGuess, CsvOptions, Delimiter } from "#components/admin/pools/csv-guess.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cx } from "#components/ui/class-names.ts";
import { Select } from "#components/ui/select.tsx";
import { Table } from "#components/ui/table.tsx";

const delimiters = [
  { id: ",", label: "Comma" },
  { id: ";", label: "Semicolon" },
  { id: "\t", label: "Tab" },
  { id: "|", label: "Bar" },
];
const shownRows = 12;

/** The first rows as they will be read, with the column of codes marked. */
export function CsvPreview({
  file,
  guess,
  onDelimiter,
  onUpload,
  onBack,
}: {
  readonly file: File;
  readonly guess: CsvGuess;
  /** Reads the file again with another separator. */
  readonly onDelimiter: (delimiter: Delimiter) => void;
  readonly onUpload: (options: CsvOptions) => void;
  readonly onBack: () => void;
}) {
  const { delimiter } = guess;
  const [hasHeader, setHasHeader] = useState(guess.hasHeader);
  const [column, setColumn] = useState(guess.column);
  const width = Math.max(1, ...guess.rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index) => ({
    id: String(index),
    label: (hasHeader ? guess.rows[0]?.[index] : undefined) || `Column ${index + 1}`,
  }));
  const body = hasHeader ? guess.rows.slice(1) : guess.rows;
  return (
    <div className="flex flex-col gap-4">
      <p>
        <b className="font-semibold">{file.name}</b>, {(file.size / 1024).toFixed(0)} KB. These are
        its first rows; nothing has left your browser yet.
      </p>
      <div className="grid max-w-[720px] items-end gap-4 sm:grid-cols-3">
        <Select
          label="The codes are in"
          choices={columns}
          selectedKey={String(column)}
          onSelectionChange={(key) => setColumn(Number(key))}
        />
        <Select
          label="Separator"
          choices={delimiters}
          selectedKey={delimiter}
          onSelectionChange={(key) => onDelimiter(key as Delimiter)}
        />
        <Checkbox isSelected={hasHeader} onChange={setHasHeader} className="pb-2">
          The first row is a heading
        </Checkbox>
      </div>
      <Table label="First rows of the file">
        <thead>
          <tr>
            {columns.map((each) => (
              <th
                key={each.id}
                scope="col"
                className={cx(Number(each.id) === column && "bg-link-bg")}
              >
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbered(body).map(({ number, row }) => (
            <tr key={number}>
              {columns.map((each) => (
                <td
                  key={each.id}
                  className={cx(Number(each.id) === column && "bg-link-bg font-mono")}
                >
                  {row[Number(each.id)] ?? ""}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
      <div className="flex flex-wrap gap-2">
        <Button onPress={onBack}>Another file</Button>
        <Button look="primary" onPress={() => onUpload({ delimiter, hasHeader, column })}>
          Upload and check
        </Button>
      </div>
    </div>
  );
}

function numbered(rows: readonly (readonly string[])[]) {
  return rows.slice(0, shownRows).map((row, index) => ({ number: index + 1, row }));
}
