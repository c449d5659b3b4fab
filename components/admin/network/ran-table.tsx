import Link from "next/link";
import { platformWords } from "#components/admin/network/network-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { ReportServer } from "#lib/promotions/report-contract.ts";

/** Where a promotion ran, promo server by promo server, with what came of it. */
export function RanTable({
  servers,
  labelledBy,
  zone,
  linked,
  withPlays,
}: {
  readonly servers: readonly ReportServer[];
  readonly labelledBy: string;
  readonly zone: string;
  /** Staff may look at the promo server itself. */
  readonly linked: boolean;
  /** A campaign of this installation is promoted. */
  readonly withPlays: boolean;
}) {
  const last = withPlays
    ? (["Clicks", "Plays", "Wins", "Redeemed"] as const)
    : (["Clicks", "Conversions"] as const);
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Promo server</th>
          <th scope="col">Exposure</th>
          <th scope="col">First post</th>
          <th scope="col">Variant</th>
          {["Posts", ...last, "Complaints"].map((word) => (
            <th key={word} scope="col" className="n">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {servers.map((server) => (
          <tr key={server.serverId ?? "all"}>
            <th scope="row" className="min-w-36">
              {linked && server.serverId ? (
                <Link
                  className="link"
                  href={`/promo-servers/${toPublicId("srv", server.serverId)}`}
                >
                  {server.name}
                </Link>
              ) : (
                server.name
              )}
              <span className="block text-sm text-ink-2">
                {[server.platform ? platformWords[server.platform] : "", server.region]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </th>
            <td>
              <Exposure server={server} />
            </td>
            <td className="whitespace-nowrap">
              {server.postedAt ? formatMoment(server.postedAt, zone) : "–"}
            </td>
            <td>{server.variantKey?.toUpperCase() ?? "–"}</td>
            {figuresOf(server, withPlays).map(([name, value]) => (
              <td key={name} className="n">
                {formatCount(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function figuresOf(server: ReportServer, withPlays: boolean) {
  const { posts, clicks, conversions, plays, wins, redemptions, complaints } = server;
  const outcome = withPlays ? { clicks, plays, wins, redemptions } : { clicks, conversions };
  return Object.entries({ posts, ...outcome, complaints });
}

function Exposure({
  server: { billedAs, makegoodFor, postedAt, serverId },
}: {
  readonly server: ReportServer;
}) {
  if (serverId === null) return <span className="text-ink-2">not counted</span>;
  if (billedAs === null) {
    return postedAt === null ? (
      <Stamp state="draft" word="Not posted" />
    ) : (
      <Stamp state="archived" word="Not billed" />
    );
  }
  return (
    <>
      <Stamp state="ok" word={`No. ${billedAs}`} />
      {makegoodFor ? (
        <span className="mt-1 block text-sm text-ink-2">in place of {makegoodFor}</span>
      ) : null}
    </>
  );
}
