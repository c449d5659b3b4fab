import { formatMoment, formatSpan } from "#components/ui/format-time.ts";
import type { StampState } from "#components/ui/stamp.tsx";
import type {
  AllocationTrigger,
  Platform,
  PromotionState,
  Tier,
} from "#lib/promotions/contract.ts";
import type { ServerHealth, ServerListed } from "#lib/promotions/network-contract.ts";
import type { GuildState } from "#lib/promotions/promoter-contract.ts";

export const platformWords: Readonly<Record<Platform, string>> = {
  discord: "Discord",
  telegram: "Telegram",
  webhook: "Webhook",
};

export const healthWords: Readonly<Record<ServerHealth, string>> = {
  ok: "OK",
  quiet: "Quiet",
  lost: "Lost",
  blocked: "Blocked",
  gone: "Unregistered",
};

export const healthStamps: Readonly<Record<ServerHealth, StampState>> = {
  ok: "ok",
  quiet: "warn",
  lost: "bad",
  blocked: "ended",
  gone: "archived",
};

export const guildStateWords: Readonly<Record<GuildState, string>> = {
  live: "Live",
  blocked: "Blocked",
  waiting: "Registering",
  homeless: "No channel",
  stopped: "Stopped",
  leaving: "Leaving",
};

export const guildStamps: Readonly<Record<GuildState, StampState>> = {
  live: "live",
  blocked: "bad",
  waiting: "scheduled",
  homeless: "warn",
  stopped: "archived",
  leaving: "ended",
};

export const stateWords: Readonly<Record<PromotionState, string>> = {
  draft: "Draft",
  scheduled: "Scheduled",
  live: "Live",
  paused: "Paused",
  ended: "Ended",
  cancelled: "Cancelled",
};

export const stateStamps: Readonly<Record<PromotionState, StampState>> = {
  draft: "draft",
  scheduled: "scheduled",
  live: "live",
  paused: "paused",
  ended: "ended",
  cancelled: "archived",
};

export const tierWords: Readonly<Record<Tier, string>> = {
  premium: "Premium",
  standard: "Standard",
  budget: "Budget",
  exact: "Exact",
};

export const triggerWords: Readonly<Record<AllocationTrigger, string>> = {
  schedule: "Every 15 minutes",
  promotion: "A promotion came or went",
  promo_server: "A promo server came or went",
  weight: "A weight changed",
  manual: "By hand",
};

/** A promo server may have no name yet: its bot says one when it likes. */
export function serverName({ name, guildId }: Pick<ServerListed, "name" | "guildId">): string {
  return name || guildId;
}

/** `4 min ago`; older than two days the moment itself. */
export function agoWords(iso: string | null, nowMs: number, zone: string): string {
  if (iso === null) return "never";
  const ms = nowMs - Date.parse(iso);
  if (ms > 48 * 3_600_000) return formatMoment(iso, zone);
  return ms < 60_000 ? "just now" : `${formatSpan(ms)} ago`;
}

/** `in 7 min`; what is due is due now. */
export function aheadWords(iso: string | null, nowMs: number): string {
  if (iso === null) return "–";
  const ms = Date.parse(iso) - nowMs;
  return ms < 60_000 ? "now" : `in ${formatSpan(ms)}`;
}

export function formatMoney(minor: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(minor / 100);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
