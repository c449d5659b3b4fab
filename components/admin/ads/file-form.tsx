"use client";

import Link from "next/link";
import { useState, useTransition } from "react";
import { BrandChoice } from "#components/admin/ads/brand-choice.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { plural } from "#components/ui/format-number.ts";
import { ErrorNote, Note } from "#components/ui/note.tsx";
import { Table } from "#components/ui/table.tsx";
import type { BulkRow } from "#lib/ads/contract.ts";

interface Report {
  readonly accepted: number;
  readonly refused: number;
  readonly rows: readonly BulkRow[];
}

const shownMax = 50;

/** Sends a file of ads as it is, for one brand or none, and says row by row what was not taken. */
export function FileForm({ brands }: { readonly brands: readonly Choice[] }) {
  const [brandId, setBrandId] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const send = () =>
    start(async () => {
      if (!file) return setRefusal("Choose a CSV file first.");
      setReport(null);
      const answer = await fetch(`/ad-desk/file${brandId === null ? "" : `?brandId=${brandId}`}`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: file,
      }).catch(() => null);
      const body: unknown = await answer?.json().catch(() => null);
      if (!answer?.ok) {
        const said = body as { detail?: string; title?: string } | null;
        return setRefusal(said?.detail ?? said?.title ?? "The connection broke off. Try again.");
      }
      setRefusal(null);
      setReport(body as Report);
    });
  const refused = report?.rows.filter((row) => row.errors?.length) ?? [];
  return (
    <div className="flex min-w-0 flex-col items-start gap-3">
      <p className="text-sm text-ink-2">
        Up to 10,000 rows. Columns: title, description, genre, targetAudience, visualElements,
        callToAction, duration, priority, webhookUrl; lists with semicolons between the words.
      </p>
      <label className="flex w-full min-w-0 flex-col gap-1">
        <span className="font-semibold">CSV file</span>
        <input
          type="file"
          accept=".csv,text/csv"
          className="w-full min-w-0 file:mr-3 file:min-h-9 file:cursor-pointer file:rounded-ctl file:border file:border-rule-2 file:bg-sheet file:px-2.5 file:text-ink pointer-coarse:file:min-h-11"
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
      </label>
      <BrandChoice
        label="Brand of every row"
        brands={brands}
        brandId={brandId}
        onChange={setBrandId}
      />
      <Button isPending={isPending} onPress={send}>
        Submit the file
      </Button>
      {refusal ? <ErrorNote sentence={refusal} /> : null}
      {report ? (
        <Note tone={report.refused > 0 ? "warn" : "ok"} role="status">
          {plural(report.accepted, "ad")} in the queue, {plural(report.refused, "row")} refused.{" "}
          <Link className="link" href="/ad-desk">
            See the queue
          </Link>
        </Note>
      ) : null}
      {refused.length > 0 ? (
        <Table label="Refused rows">
          <thead>
            <tr>
              <th scope="col" className="n">
                Row
              </th>
              <th scope="col">What is wrong</th>
            </tr>
          </thead>
          <tbody>
            {refused.slice(0, shownMax).map(({ row, errors }) => (
              <tr key={row}>
                <th scope="row" className="n">
                  {row}
                </th>
                <td>{errors?.map(({ path, message }) => `${path}: ${message}`).join(" ")}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
    </div>
  );
}
