import Link from "next/link";
import {
  agoWords,
  aheadWords,
  guildStamps,
  guildStateWords,
  platformWords,
} from "#components/admin/network/network-words.ts";
import { formatCount } from "#components/ui/format-number.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { PromoterGuildListed } from "#lib/promotions/promoter-contract.ts";

/** What the promoter posts to, and what keeps it from posting. */
export function GuildTable({
  rows,
  nowMs,
  zone,
}: {
  readonly rows: readonly PromoterGuildListed[];
  readonly nowMs: number;
  readonly zone: string;
}) {
  return (
    <Table label="Guilds of the promoter">
      <thead>
        <tr>
          <th scope="col">Guild, chat or webhook</th>
          <th scope="col">State</th>
          <th scope="col">Channel</th>
          <th scope="col">Region</th>
          <th scope="col">Last posted</th>
          <th scope="col">Next due</th>
          <th scope="col" className="n">
            Posts, 30 days
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const reason = row.blockedReason ?? row.lastError;
          return (
            <tr key={row.id}>
              <th scope="row" className="min-w-40">
                <Link
                  className="link break-all"
                  href={`/promo-servers/promoter/${toPublicId("gld", row.id)}`}
                >
                  {row.guildId}
                </Link>
                <span className="block text-sm text-ink-2">{platformWords[row.platform]}</span>
              </th>
              <td className="min-w-44">
                <Stamp state={guildStamps[row.state]} word={guildStateWords[row.state]} />
                {reason === null ? null : (
                  <span className="mt-1 block text-sm text-ink-2">{reason}</span>
                )}
              </td>
              <td>
                {row.platform === "webhook" ? (
                  <span className="text-ink-2">sealed</span>
                ) : (
                  <code className="text-sm whitespace-nowrap">{row.channelId ?? "–"}</code>
                )}
              </td>
              <td className="whitespace-nowrap">
                {[row.region, row.language].filter(Boolean).join(" · ") || "–"}
              </td>
              <td className="whitespace-nowrap">
                <span title={row.lastPostedAt ? formatMoment(row.lastPostedAt, zone) : undefined}>
                  {agoWords(row.lastPostedAt, nowMs, zone)}
                </span>
              </td>
              <td className="whitespace-nowrap">
                {row.state === "live" ? aheadWords(row.nextPostAt, nowMs) : "–"}
              </td>
              <td className="n">{formatCount(row.posts)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
