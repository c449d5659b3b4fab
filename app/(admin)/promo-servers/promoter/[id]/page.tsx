import type { Metadata } from "next";
import Link from "next/link";
import { block, unblock } from "#app/(admin)/promo-servers/actions.ts";
import { loadGuild } from "#app/(admin)/promo-servers/promoter/[id]/load-guild.ts";
import { changePlace, disconnect, rotate } from "#app/(admin)/promo-servers/promoter/actions.ts";
import { BlockButton } from "#components/admin/network/block-button.tsx";
import { ChangeGuildForm } from "#components/admin/network/change-guild.tsx";
import { DisconnectGuild } from "#components/admin/network/disconnect-guild.tsx";
import {
  agoWords,
  aheadWords,
  guildStamps,
  guildStateWords,
  platformWords,
} from "#components/admin/network/network-words.ts";
import { RotateSecret } from "#components/admin/webhooks/rotate-secret.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import type { PromoterGuildView } from "#lib/promotions/promoter-contract.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadGuild((await params).id)).guildId} · Promoter` };
}

export default async function PromoterGuildPage({ params }: Props) {
  await requireActor("admin", "marketer");
  const { id } = await params;
  const [guild, { clock }, user] = await Promise.all([loadGuild(id), webRuntime(), currentUser()]);
  const zone = user?.timeZone ?? "UTC";
  const { platform, guildId, state, previousUntil } = guild;
  const isBlocked = state === "blocked";
  return (
    <>
      <PageHeader
        title={guildId}
        crumbs={[
          { href: "/promo-servers", label: "Promo servers" },
          { href: "/promo-servers/promoter", label: "Promoter" },
        ]}
        actions={
          <>
            {isBlocked || state === "live" ? (
              <BlockButton
                serverId={guild.serverUuid}
                name={guildId}
                isBlocked={isBlocked}
                block={block}
                unblock={unblock}
              />
            ) : null}
            <DisconnectGuild
              platform={platform}
              guildId={guildId}
              isLeaving={state === "leaving"}
              act={disconnect}
            />
          </>
        }
      >
        <Stamp state={guildStamps[state]} word={guildStateWords[state]} />
        <span>{platformWords[platform]}</span>
      </PageHeader>
      <Standing guild={guild} />
      <div className="mt-5 grid items-start gap-[22px] md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-[22px]">
          <Sheet title="Posting" id="posting">
            <Facts guild={guild} zone={zone} nowMs={clock.now()} />
          </Sheet>
          {platform === "webhook" ? (
            <Sheet title="Secret" id="secret">
              {guild.isSigned ? null : (
                <Note className="mb-3">It has no secret yet: its posts are not signed.</Note>
              )}
              <RotateSecret
                endpointId={guild.id}
                overlap={previousUntil && formatMoment(previousUntil, zone)}
                zone={zoneCity(zone)}
                act={rotate}
              />
            </Sheet>
          ) : null}
        </div>
        <Sheet title="Where to post" id="place">
          <ChangeGuildForm key={guild.id} guild={guild} act={changePlace} />
        </Sheet>
      </div>
    </>
  );
}

/** What keeps it from being posted to, if anything does. */
function Standing({ guild }: { readonly guild: PromoterGuildView }) {
  const { state, blockedReason, lastError } = guild;
  const said = {
    live: lastError === null ? undefined : `The last visit failed: ${lastError}`,
    blocked: `Blocked: ${(blockedReason ?? "").replace(/\.?$/, ".")} Nothing is posted until it is let in again.`,
    waiting:
      lastError ??
      "Not registered yet. The promoter does that with its next round; it needs FROLIC_PROMOTER_KEY.",
    homeless: "No channel is set. Say where to post.",
    stopped: "Unregistered: the promoter serves it no more until it is saved again.",
    leaving:
      lastError === null
        ? "Disconnected. Once its last receipts are out, the promoter unregisters its promo server and forgets it."
        : `Disconnected. Its promo server is not unregistered yet and the API is asked again: ${lastError}`,
  }[state];
  return said ? <Note className="mt-5">{said}</Note> : null;
}

function Facts({
  guild,
  zone,
  nowMs,
}: {
  readonly guild: PromoterGuildView;
  readonly zone: string;
  readonly nowMs: number;
}) {
  const { state, platform, channelId, serverUuid, posts, receiptsWaiting } = guild;
  return (
    <DefinitionList
      rows={[
        [
          "Posts to",
          platform === "webhook" ? (
            "a sealed address"
          ) : (
            <code key="channel" className="break-all">
              {channelId ?? "–"}
            </code>
          ),
        ],
        ["Last posted", agoWords(guild.lastPostedAt, nowMs, zone)],
        ["Next due", state === "live" ? aheadWords(guild.nextPostAt, nowMs) : "–"],
        ["Posts in 30 days", formatCount(posts)],
        ["Receipts on their way", formatCount(receiptsWaiting)],
        ["Registered", agoWords(guild.registeredAt, nowMs, zone)],
        [
          "Promo server",
          guild.registeredAt === null ? (
            "when it is registered"
          ) : (
            <Link
              key="server"
              className="link"
              href={`/promo-servers/${toPublicId("srv", serverUuid)}`}
            >
              Batch, weight and figures
            </Link>
          ),
        ],
      ]}
    />
  );
}
