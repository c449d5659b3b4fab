import type { Metadata } from "next";
import { drain, pause } from "#app/(admin)/ad-desk/actions.ts";
import { DeskFrame } from "#app/(admin)/ad-desk/desk-frame.tsx";
import { waitWords } from "#components/admin/ads/ad-words.ts";
import { PauseDesk } from "#components/admin/ads/pause-desk.tsx";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { RefreshEvery } from "#components/admin/ads/refresh-every.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { deskFigures, listDeskWorkers } from "#lib/ads/desk-figures.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Workers · Ads" };

type Worker = Awaited<ReturnType<typeof listDeskWorkers>>[number];

export default async function WorkersPage() {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const [workers, { isPaused }] = await Promise.all([
    listDeskWorkers(database.sql, actor),
    deskFigures(database.sql, actor),
  ]);
  return (
    <DeskFrame current="/ad-desk/workers" actions={<PauseDesk isPaused={isPaused} pause={pause} />}>
      <div className="mt-5 flex flex-col gap-[22px]">
        {isPaused ? (
          <Note>
            <b className="font-semibold">The desk is paused.</b> Workers live and take nothing.
          </Note>
        ) : null}
        {workers.length === 0 ? (
          <EmptyState sentence="No worker gave a sign of life in the last hour. Ads are safe and wait; start a process with the role ads." />
        ) : (
          <Sheet title="Workers" id="workers">
            <Table label="Workers">
              <thead>
                <tr>
                  <th scope="col">Worker</th>
                  <th scope="col">State</th>
                  <th scope="col">Last sign of life</th>
                  <th scope="col">Load</th>
                  <th scope="col" className="n">
                    Done
                  </th>
                  <th scope="col" className="n">
                    Stolen
                  </th>
                  <th scope="col" className="n">
                    p95
                  </th>
                  <th scope="col">
                    <span className="sr-only">Drain</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {workers.map((worker) => (
                  <Row key={worker.id} worker={worker} nowMs={clock.now()} />
                ))}
              </tbody>
            </Table>
            <p className="mt-3 text-sm text-ink-2">
              A worker that drains finishes what it has and takes no more. Stolen: taken from the
              longest partition while its own had nothing.
            </p>
          </Sheet>
        )}
      </div>
      <RefreshEvery ms={3_000} />
    </DeskFrame>
  );
}

function Row({ worker, nowMs }: { readonly worker: Worker; readonly nowMs: number }) {
  const { id, host, pid, version, isAlive, isDraining, running, concurrency } = worker;
  return (
    <tr>
      <th scope="row" className="min-w-40">
        <code className="text-sm">{id.slice(0, 8)}</code>
        <span className="block text-sm break-all text-ink-2">
          {host}, process {pid}, version {version}
        </span>
      </th>
      <td>
        {isDraining ? (
          <Stamp state="paused" word="Draining" />
        ) : (
          <Stamp state={isAlive ? "live" : "bad"} word={isAlive ? "Alive" : "Silent"} />
        )}
      </td>
      <td className="whitespace-nowrap">{waitWords(nowMs - Date.parse(worker.beatAt))} ago</td>
      <td>
        <span className="flex items-center gap-2 whitespace-nowrap">
          <Meter
            share={running / Math.max(1, concurrency)}
            label={`${running} of ${concurrency} at once`}
            className="max-w-16"
          />
          {running} of {concurrency}
        </span>
      </td>
      <td className="n">{formatCount(worker.done)}</td>
      <td className="n">{formatCount(worker.stolen)}</td>
      <td className="n whitespace-nowrap">
        {worker.p95Ms === null ? "–" : `${Math.round(worker.p95Ms)} ms`}
      </td>
      <td className="n">
        {isAlive ? (
          <PressButton
            act={drain}
            input={{ workerId: id, isAsked: !isDraining }}
            said={isDraining ? "The worker takes ads again." : "The worker takes no more ads."}
            label={`${isDraining ? "Let on" : "Drain"} ${id.slice(0, 8)}`}
          >
            {isDraining ? "Let on" : "Drain"}
          </PressButton>
        ) : null}
      </td>
    </tr>
  );
}
