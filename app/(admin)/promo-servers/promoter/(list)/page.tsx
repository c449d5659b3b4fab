import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { createLoader, createSerializer, parseAsInteger, parseAsString } from "nuqs/server";
import { ServersFrame } from "#app/(admin)/promo-servers/servers-frame.tsx";
import { GuildSearch } from "#components/admin/network/guild-search.tsx";
import { GuildTable } from "#components/admin/network/guild-table.tsx";
import { Pager } from "#components/admin/pager.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { listPromoterGuilds } from "#lib/promotions/promoter-guild-pages.ts";

export const metadata: Metadata = { title: "Promoter · Promo servers" };

const room = "/promo-servers/promoter";
const parsers = { q: parseAsString.withDefault(""), page: parseAsInteger.withDefault(1) };
const load = createLoader(parsers);
const serialize = createSerializer(parsers);

export default async function PromoterPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const actor = await requireActor("admin", "marketer");
  const { database, clock } = await webRuntime();
  const asked = load(await searchParams);
  const q = asked.q.slice(0, 80);
  const [page, user] = await Promise.all([
    listPromoterGuilds(database.sql, actor, {
      q,
      page: Math.min(100_000, Math.max(1, asked.page)),
    }),
    currentUser(),
  ]);
  return (
    <ServersFrame
      current={room}
      primary={
        <LinkButton look="primary" href={`${room}/new`}>
          Connect a guild
        </LinkButton>
      }
    >
      <p className="mt-4 mb-4 max-w-[70ch] text-ink-2">
        The promoter is the bot that comes with this installation: it posts to the guilds, chats and
        webhooks connected here.
      </p>
      {page.total > 0 || q !== "" ? <GuildSearch /> : null}
      {page.rows.length > 0 ? (
        <div className="sheet">
          <GuildTable rows={page.rows} nowMs={clock.now()} zone={user?.timeZone ?? "UTC"} />
        </div>
      ) : q === "" ? (
        <EmptyState sentence="The promoter serves nothing yet. It needs a key of the scope bot and a token of the platform; a webhook needs no token." />
      ) : (
        <EmptyState sentence="Nothing connected matches the search.">
          <LinkButton href={room}>Show all</LinkButton>
        </EmptyState>
      )}
      <Pager {...page} hrefOf={(next) => serialize(room, { q, page: next })} />
    </ServersFrame>
  );
}
