import { causeWords, outcomeWords } from "#components/admin/ads/ad-words.ts";
import { ChangesTable } from "#components/ui/changes-table.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatClock, formatMoment } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import type { AdAttempt, AdDetail, AdVersion } from "#lib/ads/desk-contract.ts";

export function SubmittedSheet({ ad, zone }: { readonly ad: AdDetail; readonly zone: string }) {
  const { input, brandName } = ad;
  return (
    <Sheet title="As submitted" id="submitted">
      <DefinitionList
        rows={[
          ["Description", input.description],
          ["Call to action", input.callToAction],
          ["Genre", input.genre],
          ["Audience", input.targetAudience.join(", ")],
          ["Visual elements", input.visualElements.join(", ") || "–"],
          ["Duration", `${input.duration} s`],
          ["Brand", brandName ?? "–"],
          [
            "Webhook",
            input.webhookUrl ? (
              <span key="url" className="break-all">
                {input.webhookUrl}
              </span>
            ) : (
              "–"
            ),
          ],
          ["Submitted", formatMoment(ad.submittedAt, zone)],
          ["Version", String(ad.version)],
        ]}
      />
    </Sheet>
  );
}

/** Why it was sent back, where whoever mends it looks first. */
export function ReasonsNote({ reasons }: { readonly reasons: readonly string[] }) {
  return (
    <Note tone="bad" className="mt-5">
      <b className="font-semibold">Sent back:</b>
      <ul className="list-disc pl-5">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Note>
  );
}

export function VersionsSheet({
  versions,
  zone,
}: {
  readonly versions: readonly AdVersion[];
  readonly zone: string;
}) {
  if (versions.length === 0) return null;
  return (
    <Sheet title="Versions" id="versions">
      <div className="flex flex-col gap-4">
        {versions.map(({ from, to, at, changes }) => (
          <div key={from}>
            <h3 className="mb-1 text-sm font-semibold">
              Version {from} to {to}, {formatMoment(at, zone)}
            </h3>
            {changes.length === 0 ? (
              <p className="text-sm text-ink-2">Nothing was changed in its words.</p>
            ) : (
              <ChangesTable label={`Version ${from} to ${to}`} changes={changes} />
            )}
          </div>
        ))}
      </div>
      <p className="mt-3 text-sm text-ink-2">Each review counts as a version too.</p>
    </Sheet>
  );
}

export function TriesSheet({
  tries,
  zone,
}: {
  readonly tries: readonly AdAttempt[];
  readonly zone: string;
}) {
  return (
    <Sheet title="Attempts and logs" id="tries">
      {tries.length === 0 ? (
        <p className="text-ink-2">No worker has tried it yet.</p>
      ) : (
        <Table label="Attempts">
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">Outcome</th>
              <th scope="col">When</th>
              <th scope="col" className="n">
                Took
              </th>
              <th scope="col">Log</th>
            </tr>
          </thead>
          <tbody>
            {tries.map((each) => (
              <tr key={each.id}>
                <th scope="row" className="whitespace-nowrap">
                  {each.attempt} · version {each.version}
                </th>
                <td>
                  {outcomeWords[each.outcome] ?? each.outcome}
                  {each.cause ? (
                    <span className="block text-sm text-ink-2">{causeWords(each.cause)}</span>
                  ) : null}
                </td>
                <td className="whitespace-nowrap">{formatClock(each.startedAt, zone)}</td>
                <td className="n whitespace-nowrap">
                  {Date.parse(each.endedAt) - Date.parse(each.startedAt)} ms
                </td>
                <td className="min-w-40 text-sm">
                  {each.log.join("; ") || "–"}
                  <span className="block break-all text-ink-2">
                    worker {each.workerId.slice(0, 8)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Sheet>
  );
}
