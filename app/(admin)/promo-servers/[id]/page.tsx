import type { Metadata } from "next";
import { loadServer } from "#app/(admin)/promo-servers/[id]/load-server.ts";
import { block, change, unblock } from "#app/(admin)/promo-servers/actions.ts";
import { BatchTable } from "#components/admin/network/batch-table.tsx";
import { BlockButton } from "#components/admin/network/block-button.tsx";
import {
  agoWords,
  aheadWords,
  formatBytes,
  healthStamps,
  healthWords,
  platformWords,
  serverName,
} from "#components/admin/network/network-words.ts";
import { TermsForm } from "#components/admin/network/terms-form.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { formatCount, plural } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { promoServerWeight, weightInWords } from "#lib/promotions/allocation/weight.ts";
import type { ServerView } from "#lib/promotions/network-contract.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${serverName(await loadServer((await params).id))} · Promo servers` };
}

export default async function PromoServerPage({ params }: Props) {
  await requireActor("admin", "marketer");
  const { id } = await params;
  const [server, { clock }, user] = await Promise.all([
    loadServer(id),
    webRuntime(),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const nowMs = clock.now();
  const isGone = server.health === "gone";
  return (
    <>
      <PageHeader
        title={serverName(server)}
        crumbs={[{ href: "/promo-servers", label: "Promo servers" }]}
        actions={
          isGone ? null : (
            <BlockButton
              serverId={server.id}
              name={serverName(server)}
              isBlocked={server.blockedAt !== null}
              block={block}
              unblock={unblock}
            />
          )
        }
      >
        <Stamp state={healthStamps[server.health]} word={healthWords[server.health]} />
        <span>{platformWords[server.platform]}</span>
        <code className="text-sm break-all text-ink-2">{id}</code>
      </PageHeader>
      <FigureStrip figures={figuresOf(server)} />
      <Standing server={server} zone={zone} nowMs={nowMs} />
      <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-[22px]">
          <Sheet
            title="Its batch"
            id="batch"
            aside={
              <span className="text-sm text-ink-2">
                next allocation {aheadWords(server.nextAllocationAt, nowMs)}
              </span>
            }
          >
            {server.batch.length === 0 ? (
              <p className="text-ink-2">No promotion is on it at this moment.</p>
            ) : (
              <BatchTable lines={server.batch} labelledBy="batch" zone={zone} />
            )}
          </Sheet>
          <Sheet title="Weight" id="weight">
            <Weight server={server} />
          </Sheet>
          <Complaints server={server} zone={zone} />
          <Sheet title={`Facts, ${zoneCity(zone)} time`} id="facts">
            <Facts server={server} zone={zone} nowMs={nowMs} />
          </Sheet>
        </div>
        {isGone ? null : (
          <Sheet title="Terms" id="terms">
            <TermsForm key={server.id} server={server} change={change} />
          </Sheet>
        )}
      </div>
    </>
  );
}

function figuresOf({ figures: { posts, clicks, conversions, complaints } }: ServerView) {
  const perThousand = posts > 0 ? formatCount((1000 * complaints) / posts) : null;
  return [
    { id: "posts", value: formatCount(posts), label: "posts" },
    { id: "clicks", value: formatCount(clicks), label: "clicks" },
    { id: "conversions", value: formatCount(conversions), label: "conversions" },
    {
      id: "complaints",
      value: formatCount(complaints),
      label: perThousand === null ? "complaints" : `complaints · ${perThousand} per 1,000 posts`,
    },
  ];
}

/** What keeps it from getting promotions, if anything does. */
function Standing({
  server,
  zone,
  nowMs,
}: {
  readonly server: ServerView;
  readonly zone: string;
  readonly nowMs: number;
}) {
  const { health, blockedReason, blockedAt, unregisteredAt, lastSeenAt, optedInAt } = server;
  const moment = (iso: string | null) => (iso ? `${formatMoment(iso, zone)}` : "");
  const said: Partial<Record<ServerView["health"], string>> = {
    gone: `Unregistered ${moment(unregisteredAt)}. Its bot can register it again; figures and receipts stay.`,
    blocked: `Blocked ${moment(blockedAt)}: ${blockedReason || "no reason was given"}`,
    quiet: `No sign of life for more than an hour: its promotions are with others. Last seen ${agoWords(lastSeenAt, nowMs, zone)}.`,
    lost: `No sign of life for more than a day. Look whether its bot still runs. Last seen ${agoWords(lastSeenAt, nowMs, zone)}.`,
  };
  const sentence =
    said[health] ??
    (optedInAt === null
      ? "Nobody has agreed to posts there yet. It gets promotions as soon as its bot says who did."
      : undefined);
  return sentence ? <Note className="mb-[22px]">{sentence}</Note> : null;
}

function Weight({ server }: { readonly server: ServerView }) {
  const facts = { ...server, userCount: server.members };
  const computed = promoServerWeight({ ...facts, manualWeight: null });
  return (
    <>
      <p>
        <b className="text-2xl leading-none font-bold font-stretch-[80%]">
          ×{promoServerWeight(facts)}
        </b>{" "}
        <span className="text-ink-2">{weightInWords(facts)}</span>
      </p>
      <p className="mt-2 text-sm text-ink-2">
        {server.manualWeight === null
          ? "A promo server of twice the weight gets about twice as many promotions."
          : `Without it: ×${computed}, ${weightInWords({ ...facts, manualWeight: null })}.`}
      </p>
    </>
  );
}

function Facts({
  server,
  zone,
  nowMs,
}: {
  readonly server: ServerView;
  readonly zone: string;
  readonly nowMs: number;
}) {
  const { fetches, fetchedBytes, notModified } = server;
  return (
    <DefinitionList
      rows={[
        ["Members", server.members === null ? "not told" : formatCount(server.members)],
        ["Region", [server.region, server.language].filter(Boolean).join(" · ") || "not told"],
        [
          "Guild or chat",
          <code key="guild" className="break-all">
            {server.guildId}
          </code>,
        ],
        ["Posts to", server.channelId ? <code key="channel">{server.channelId}</code> : "not told"],
        [
          "UUID",
          <span key="uuid" className="flex flex-wrap items-center gap-2">
            <code className="text-sm break-all">{server.id}</code>
            <CopyButton text={server.id} what="the UUID" />
          </span>,
        ],
        [
          "Agreed",
          server.optedInAt
            ? `${server.optedInBy ?? "somebody"}, ${formatMoment(server.optedInAt, zone)}`
            : "not yet",
        ],
        ["Registered", formatMoment(server.registeredAt, zone)],
        ["Last seen", agoWords(server.lastSeenAt, nowMs, zone)],
        ["Last fetch", agoWords(server.lastFetchAt, nowMs, zone)],
        ["Channel checked", agoWords(server.checkedAt, nowMs, zone)],
        [
          "Fetched",
          fetches === 0
            ? "nothing yet"
            : `${formatBytes(fetchedBytes)} in ${plural(fetches, "answer")}, ${formatCount(notModified)} of them unchanged`,
        ],
        ["Owner", server.ownerName ?? "–"],
      ]}
    />
  );
}

const complaintWords = {
  OPT_OUT: "Opted out",
  MUTE: "Muted",
  FORBIDDEN: "Refused by the platform",
} as const;

function Complaints({ server, zone }: { readonly server: ServerView; readonly zone: string }) {
  if (server.complaints.length === 0) return null;
  return (
    <Sheet title="Latest complaints" id="complaints">
      <ul>
        {server.complaints.map(({ kind, detail, at }) => (
          <li
            key={`${at} ${kind}`}
            className="border-b border-dashed border-rule py-2 last:border-b-0"
          >
            {complaintWords[kind]}
            {detail ? `: ${detail}` : ""}{" "}
            <span className="text-sm text-ink-2">{formatMoment(at, zone)}</span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
