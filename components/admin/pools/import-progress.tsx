"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState } from "react";
import { type Sighting, withSighting } from "#components/admin/pools/import-pace.ts";
import { ImportRunning, useImportTitle } from "#components/admin/pools/import-running.tsx";
import {
  causeWords,
  failureWords,
  importWords,
  runningStates,
} from "#components/admin/pools/import-words.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { lostSentence } from "#components/ui/call-action.ts";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ErrorNote, Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ImportView } from "#lib/coupons/contract.ts";

const askEveryMs = 600;

/** An import from its dry run to its end. The work is the server's: the page may be left and found again. */
export function ImportProgress({
  publicId,
  initial,
  poolHref,
}: {
  readonly publicId: string;
  readonly initial: ImportView;
  readonly poolHref: string;
}) {
  const router = useRouter();
  const [view, setView] = useState(initial);
  const [seen, setSeen] = useState<readonly Sighting[]>([]);
  const running = runningStates.includes(view.state);
  useImportTitle(view, running, seen.length > 0);

  // The next question waits for the last answer: on a slow server questions would queue up behind one another,
  // and an old answer could come in after a newer one.
  useEffect(() => {
    if (!running) return;
    let isOver = false;
    let timer = setTimeout(ask, askEveryMs);
    async function ask() {
      const next = await readView(`/api/imports/${publicId}`);
      if (isOver) return;
      if (next) {
        setView(next);
        setSeen((before) => withSighting(before, next, performance.now()));
      }
      timer = setTimeout(ask, askEveryMs);
    }
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [running, publicId]);

  const order = useCallback(
    async (step: "commit" | "cancel" | "undo", done?: string) => {
      const response = await fetch(`/api/imports/${publicId}/${step}`, { method: "POST" }).catch(
        () => null,
      );
      if (!response) return toast.failed(lostSentence);
      const body = (await response.json().catch(() => null)) as { detail?: string } | null;
      if (!response.ok)
        return toast.failed(body?.detail ?? "That did not work. Nothing was changed.");
      const next = await readView(`/api/imports/${publicId}`);
      if (next) setView(next);
      if (done) toast.done(done);
      router.refresh();
    },
    [publicId, router],
  );
  return (
    <div className="flex flex-col gap-[22px]">
      <Sheet title={importWords[view.state]} id="import">
        <p>
          {view.kind === "pattern" ? "Codes of the pattern " : "File "}
          <code>{view.fileName}</code>
        </p>
        {running ? <ImportRunning view={view} seen={seen} /> : null}
        {view.state === "failed" || (view.state === "checked" && view.error) ? (
          <div className="mt-3">
            <ErrorNote sentence={failureWords(view.error)} />
          </div>
        ) : null}
        {view.state === "committed" ? (
          <Note tone="ok" role="status" className="mt-3">
            {plural(view.rowsStored || view.rowsNew, "code")} {view.rowsNew === 1 ? "is" : "are"} in
            the pool.
          </Note>
        ) : null}
        {view.rowsTotal > 0 && !running ? <Figures view={view} /> : null}
        <Steps view={view} poolHref={poolHref} order={order} />
      </Sheet>
      {view.report.length ? <Report view={view} publicId={publicId} /> : null}
    </div>
  );
}

/** Null when the server did not say: whoever asks asks again. */
async function readView(address: string): Promise<ImportView | null> {
  const response = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return null;
  return (await response.json().catch(() => null)) as ImportView | null;
}

function Figures({ view }: { readonly view: ImportView }) {
  return (
    <FigureStrip
      figures={[
        { id: "rows", value: formatCount(view.rowsTotal), label: "rows read" },
        { id: "new", value: formatCount(view.rowsNew), label: "new codes" },
        { id: "rejected", value: formatCount(view.rowsRejected), label: "not taken" },
      ]}
    />
  );
}

function Steps({
  view,
  poolHref,
  order,
}: {
  readonly view: ImportView;
  readonly poolHref: string;
  readonly order: (step: "commit" | "cancel" | "undo", done?: string) => Promise<unknown>;
}) {
  const [busy, setBusy] = useState(false);
  const run = (step: "commit" | "cancel" | "undo", done?: string) => {
    setBusy(true);
    void order(step, done).finally(() => setBusy(false));
  };
  const cancellable = ["uploading", "uploaded", "checking", "checked"].includes(view.state);
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {view.state === "checked" && view.rowsNew > 0 ? (
        <Button look="primary" isPending={busy} onPress={() => run("commit")}>
          Store {plural(view.rowsNew, "code")}
        </Button>
      ) : null}
      {cancellable ? (
        <Button isPending={busy} onPress={() => run("cancel", "Cancelled. No code was stored.")}>
          Cancel
        </Button>
      ) : null}
      {view.undoable ? (
        <Button
          look="danger"
          isPending={busy}
          onPress={() => run("undo", "Undone. The codes are out of the pool again.")}
        >
          Undo the import
        </Button>
      ) : null}
      {cancellable || view.state === "committing" ? null : (
        <LinkButton href={`${poolHref}/import`}>Add more codes</LinkButton>
      )}
      <LinkButton href={poolHref}>To the pool</LinkButton>
    </div>
  );
}

function Report({ view, publicId }: { readonly view: ImportView; readonly publicId: string }) {
  return (
    <Sheet
      title="Rows not taken"
      id="report"
      aside={
        <a className={buttonClass()} href={`/api/imports/${publicId}/rejected.csv`} download>
          Save rejected.csv
        </a>
      }
    >
      <Table labelledBy="report">
        <thead>
          <tr>
            <th scope="col">Why</th>
            <th scope="col" className="n">
              Rows
            </th>
            <th scope="col">First of them</th>
          </tr>
        </thead>
        <tbody>
          {view.report.map(({ cause, count, rows }) => (
            <tr key={cause}>
              <th scope="row">{causeWords[cause]}</th>
              <td className="n">{formatCount(count)}</td>
              <td>
                {rows.slice(0, 8).join(", ")}
                {count > 8 ? " …" : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Sheet>
  );
}
