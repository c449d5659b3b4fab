import type { Metadata } from "next";
import { retry } from "#app/(admin)/ad-desk/people-actions.ts";
import { remove } from "#app/(admin)/system/queues/actions.ts";
import { RefreshEvery } from "#components/admin/ads/refresh-every.tsx";
import { JobTable } from "#components/admin/queues/job-table.tsx";
import { PartitionTable, stateWords } from "#components/admin/queues/partition-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { adPartitions } from "#lib/ads/contract.ts";
import { queueStates } from "#lib/ads/desk-contract.ts";
import { inspectQueue } from "#lib/ads/queue/inspect-queue.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Queues · System" };

const base = "/system/queues";
const hrefOf = (partition: number, state: string) =>
  `${base}?partition=${partition}&state=${state}`;

type Asked = Readonly<Record<string, string | string[] | undefined>>;

export default async function QueuesPage({
  searchParams,
}: {
  readonly searchParams: Promise<Asked>;
}) {
  const actor = await requireActor("admin");
  const { partition: given, state: named } = await searchParams;
  const asked = Number(given ?? 0);
  const partition = Number.isInteger(asked) && asked >= 0 && asked < adPartitions ? asked : 0;
  const state = queueStates.find((known) => known === named) ?? "prioritized";
  const [runtime, user] = await Promise.all([webRuntime(), currentUser()]);
  const deps = {
    sql: runtime.database.sql,
    queue: adServices(runtime).queue,
    logger: runtime.logger,
  };
  const view = await inspectQueue(deps, actor, { partition, state });
  return (
    <>
      <PageHeader
        title="Queues"
        crumbs={[{ href: "/system", label: "System" }]}
        actions={<LinkButton href="/ad-desk/dead">Dead letters</LinkButton>}
      >
        <p className="text-ink-2">
          The queue of ads only delivers; the rows own the state. What is removed here and still
          waits is added again within seconds.
        </p>
      </PageHeader>
      {view.isReachable ? null : (
        <Note tone="bad" className="mt-5">
          <b className="font-semibold">Redis does not answer.</b> Ads are safe in their rows and go
          on when it is back; its figures below are unknown and stand at 0.
        </Note>
      )}
      <div className="mt-5 flex flex-col gap-[22px]">
        <Sheet title="Partitions" id="partitions">
          <PartitionTable partitions={view.partitions} hrefOf={hrefOf} />
        </Sheet>
        <Sheet title={`Partition ${partition}`} id="jobs">
          <LinkTabs
            label="States"
            tabs={queueStates.map((each) => ({
              href: hrefOf(partition, each),
              label: `${stateWords[each]} ${view.partitions[partition]?.held[each] ?? 0}`,
            }))}
            current={hrefOf(partition, state)}
          />
          <div className="mt-4">
            {view.jobs.length === 0 ? (
              <EmptyState sentence={emptyWords(state)} />
            ) : (
              <JobTable
                partition={partition}
                jobs={view.jobs}
                zone={user?.timeZone ?? "UTC"}
                remove={remove}
                retry={retry}
              />
            )}
          </div>
        </Sheet>
      </div>
      <RefreshEvery ms={3_000} />
    </>
  );
}

function emptyWords(state: string): string {
  if (state === "completed" || state === "failed") {
    return "Nothing is kept here: a delivery ends with its handing over, and how the ad ended stands in its row.";
  }
  return state === "active"
    ? "Nothing is being handed over at this moment."
    : "No delivery is in this state.";
}
