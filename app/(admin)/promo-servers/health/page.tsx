import type { Metadata } from "next";
import Link from "next/link";
import { ServersFrame } from "#app/(admin)/promo-servers/servers-frame.tsx";
import { ServerTable } from "#components/admin/network/server-table.tsx";
import { ChartTable } from "#components/charts/chart-table.tsx";
import { StepBars } from "#components/charts/step-bars.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Note } from "#components/ui/note.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { NetworkHealth } from "#lib/promotions/network-contract.ts";
import { networkHealth } from "#lib/promotions/network-servers.ts";

export const metadata: Metadata = { title: "Health · Promo servers" };

export default async function HealthPage() {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const [health, user] = await Promise.all([networkHealth(database.sql, actor), currentUser()]);
  const { counts } = health;
  const registered = counts.ok + counts.quiet + counts.lost + counts.blocked;
  const common = { nowMs: clock.now(), zone: user?.timeZone ?? "UTC", nextAllocationAt: null };
  const seen = { ...common, moment: "lastSeenAt" } as const;
  return (
    <ServersFrame current="/promo-servers/health">
      {registered === 0 ? (
        <div className="mt-5">
          <EmptyState sentence="No promo server is registered yet, so none can fall silent.">
            <LinkButton href="/promo-servers/new">Add a promo server</LinkButton>
          </EmptyState>
        </div>
      ) : (
        <>
          <FigureStrip
            figures={(["ok", "quiet", "lost", "blocked"] as const).map((id) => ({
              id,
              value: formatCount(counts[id]),
              label: figureWords[id],
            }))}
          />
          {counts.quiet + counts.lost > 0 ? (
            <Note className="mb-[22px]">
              <b className="font-semibold">
                {plural(counts.quiet + counts.lost, "promo server")} gave no sign of life for an
                hour.
              </b>{" "}
              What was placed there is given to others; when a bot calls again, its server is back
              at once.
            </Note>
          ) : null}
          <div className="flex flex-col gap-[22px]">
            <SeenSheet health={health} />
            {health.silent.length ? (
              <Sheet title="Silent" id="silent">
                <ServerTable {...seen} rows={health.silent} label="Silent promo servers" />
              </Sheet>
            ) : null}
            {health.blocked.length ? (
              <Sheet title="Blocked" id="blocked">
                <ServerTable {...seen} rows={health.blocked} label="Blocked promo servers" />
              </Sheet>
            ) : null}
            <Complaints lines={health.complaints} />
          </div>
        </>
      )}
    </ServersFrame>
  );
}

const figureWords = {
  ok: "seen within the hour",
  quiet: "quiet for more than an hour",
  lost: "lost for more than a day",
  blocked: "blocked",
} as const;

function SeenSheet({ health: { seenByHour } }: { readonly health: NetworkHealth }) {
  const oldestFirst = [...seenByHour].reverse();
  const hourOf = (index: number) => seenByHour.length - 1 - index;
  const words = (ago: number) => (ago === 0 ? "within the hour" : `${ago} h ago`);
  return (
    <Sheet title="Last sign of life" id="seen">
      <StepBars
        label={`Promo servers by their last sign of life: ${plural(seenByHour[0] ?? 0, "server")} within the hour`}
        values={oldestFirst}
        format={formatCount}
        xWords={["24 h ago", "12 h ago", "now"]}
        className="h-24"
      />
      <ChartTable
        summary="Show as a table"
        head={["Last seen", "Promo servers"]}
        rows={oldestFirst.map((servers, index) => [words(hourOf(index)), formatCount(servers)])}
      />
    </Sheet>
  );
}

function Complaints({ lines }: { readonly lines: NetworkHealth["complaints"] }) {
  return (
    <Sheet title="Complaints, past 30 days" id="complaints">
      {lines.length === 0 ? (
        <p className="text-ink-2">No opt-out, mute or refusal of a platform was reported.</p>
      ) : (
        <Table labelledBy="complaints">
          <thead>
            <tr>
              <th scope="col">Promo server</th>
              <th scope="col" className="n">
                Complaints
              </th>
              <th scope="col" className="n">
                Posts
              </th>
              <th scope="col" className="n">
                Per 1,000 posts
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.serverId}>
                <th scope="row">
                  <Link
                    className="link"
                    href={`/promo-servers/${toPublicId("srv", line.serverId)}`}
                  >
                    {line.name}
                  </Link>
                </th>
                <td className="n">{formatCount(line.complaints)}</td>
                <td className="n">{formatCount(line.posts)}</td>
                <td className="n">
                  {line.posts > 0 ? formatCount((1000 * line.complaints) / line.posts) : "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Sheet>
  );
}
