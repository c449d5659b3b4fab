import { DrillUnderWay } from "#components/admin/rehearsal/drill-under-way.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import type { Action } from "#lib/http/next/action-result.ts";
import type { DrillReport, DrillView } from "#lib/rehearsal/contract.ts";

/** What drills found, the newest first. */
export function DrillReports({
  drills,
  timeZone,
  cancel,
}: {
  readonly drills: readonly DrillView[];
  readonly timeZone: string;
  readonly cancel: Action<{ drillId: string }, void>;
}) {
  return drills.map((drill) => (
    <Sheet
      key={drill.id}
      title={`Drill of ${formatMoment(drill.createdAt, timeZone)}, ${drill.players} players`}
      id={`drill-${drill.id}`}
    >
      {drill.state === "queued" || drill.state === "running" ? (
        <DrillUnderWay drill={drill} cancel={cancel} />
      ) : null}
      {drill.state === "cancelled" ? <Note>{drill.error ?? "It was cancelled."}</Note> : null}
      {drill.state === "failed" ? <Note>{drill.error ?? "It did not run to its end."}</Note> : null}
      {drill.report ? <DefinitionList rows={rowsOf(drill.report)} /> : null}
    </Sheet>
  ));
}

function rowsOf(report: DrillReport): (readonly [string, string])[] {
  const { lateMs, acceptMs, machine } = report;
  const isSound = report.lost === 0 && report.doubled === 0 && report.verdict === "verified";
  return [
    ["Verdict", isSound ? "Held: nothing lost, nothing doubled, ledger verified" : "Did not hold"],
    [
      "Accepted",
      `${report.accepted} of ${report.players} in ${report.acceptS} s, ${report.acceptedPerS} a second (p50 ${acceptMs.p50} ms, p99 ${acceptMs.p99} ms)`,
    ],
    ["Decided", `${report.decided}, ${report.wins} of them wins`],
    [
      "Results delivered",
      `${report.delivered} of ${report.accepted}, ${report.deliveredBySocket} by socket`,
    ],
    ["After their time", `p50 ${lateMs.p50} ms, p99 ${lateMs.p99} ms, at most ${lateMs.max} ms`],
    [
      "Turned away (429)",
      `${report.tooMany} times; ${report.retryAfterHonoured} players came when told and were taken`,
    ],
    ["Refused, failed", `${report.refused}, ${report.failed}`],
    ["Lost", `${report.lost}`],
    ["Doubled", `${report.doubled}`],
    ["Ledger", report.verdict],
    ["Machine", `${machine.cpus} × ${machine.model}, ${machine.memoryGb} GB`],
    ["Took", `${report.durationS} s`],
  ];
}
