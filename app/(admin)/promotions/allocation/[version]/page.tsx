import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ChangeTable } from "#components/admin/network/change-table.tsx";
import { triggerWords } from "#components/admin/network/network-words.ts";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, formatSeconds, plural } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { getAllocationRun } from "#lib/promotions/network-allocation.ts";
import type { RunView } from "#lib/promotions/network-contract.ts";

type Props = { readonly params: Promise<{ version: string }> };

const loadRun = cache(async (text: string): Promise<RunView> => {
  const actor = await requireActor("admin", "marketer");
  if (!/^\d{1,15}$/.test(text)) notFound();
  const { database } = await webRuntime();
  try {
    return await getAllocationRun(database.sql, actor, { version: Number(text) });
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Version ${(await loadRun((await params).version)).version} · Allocation` };
}

export default async function RunPage({ params }: Props) {
  await requireActor("admin", "marketer");
  const [run, user] = await Promise.all([
    params.then(({ version }) => loadRun(version)),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  return (
    <>
      <PageHeader
        title={`Version ${formatCount(run.version)}`}
        crumbs={[
          { href: "/promotions", label: "Promotions" },
          { href: "/promotions/allocation", label: "Allocation" },
        ]}
      >
        <span>
          {formatMoment(run.at, zone)} {zoneCity(zone)}
        </span>
        <span className="text-ink-2">{triggerWords[run.trigger]}</span>
      </PageHeader>
      <FigureStrip
        figures={[
          { id: "added", value: formatCount(run.added), label: "added" },
          { id: "removed", value: formatCount(run.removed), label: "taken away" },
          { id: "moved", value: formatCount(run.moved), label: "of them for balance" },
          {
            id: "ms",
            value: formatSeconds(run.ms / 1000),
            label: `for ${plural(run.promotions, "promotion")} on ${formatCount(run.servers)} servers`,
          },
        ]}
      />
      <div className="flex flex-col gap-[22px]">
        {run.short.length ? <Short lines={run.short} /> : null}
        <Sheet title="What changed" id="changes">
          {run.changes.length === 0 ? (
            <p className="text-ink-2">Nothing: every promotion was where it should be.</p>
          ) : (
            <ChangeTable
              changes={run.changes}
              total={run.changesTotal}
              label="Changes of this version"
            />
          )}
        </Sheet>
      </div>
    </>
  );
}

function Short({ lines }: { readonly lines: RunView["short"] }) {
  return (
    <Sheet title="Short, with the proof" id="short">
      <Table labelledBy="short">
        <thead>
          <tr>
            <th scope="col">Promotion</th>
            <th scope="col" className="n">
              Missing
            </th>
            <th scope="col">What binds</th>
            <th scope="col" className="n">
              Full promo servers
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.promotionId}>
              <th scope="row">
                <Link className="link" href={`/promotions/${toPublicId("prm", line.promotionId)}`}>
                  {line.appName}
                </Link>
              </th>
              <td className="n">{formatCount(line.missing)}</td>
              <td className="min-w-56">{line.reason}</td>
              <td className="n">{formatCount(line.closed)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Sheet>
  );
}
