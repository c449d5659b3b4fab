import { z } from "zod";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { AppError } from "#lib/platform/errors.ts";
import { isoOrNull } from "#lib/platform/iso-time.ts";
import type {
  GuildState,
  PromoterGuildListed,
  PromoterGuildPage,
  PromoterGuildView,
} from "#lib/promotions/promoter-contract.ts";
import {
  countGuilds,
  findGuild,
  type PromoterGuildRow,
  selectGuilds,
} from "#lib/promotions/store-promoter-guilds.ts";

function stateOf(row: PromoterGuildRow): GuildState {
  if (row.isLeaving) return "leaving";
  if (!row.enabled) return "stopped";
  if (row.blockedReason !== null) return "blocked";
  if (!row.hasChannel) return "homeless";
  return row.registeredAt === null ? "waiting" : "live";
}

function view(row: PromoterGuildRow): PromoterGuildListed {
  const { enabled: _enabled, isLeaving: _isLeaving, hasChannel: _hasChannel, ...rest } = row;
  const registeredAt = isoOrNull(row.registeredAt);
  const lastPostedAt = isoOrNull(row.lastPostedAt);
  const nextPostAt = isoOrNull(row.nextPostAt);
  return { ...rest, state: stateOf(row), registeredAt, lastPostedAt, nextPostAt };
}

const pageSchema = z.strictObject({
  q: z.string().max(80).default(""),
  page: z.number().int().min(1).default(1),
  pageSize: z.number().int().min(1).max(10_000).default(25),
});

/** What the promoter serves, with what each waits for or fails at; those in trouble first. */
export async function listPromoterGuilds(
  db: Executor,
  actor: Actor,
  input: z.input<typeof pageSchema> = {},
): Promise<PromoterGuildPage> {
  requirePermission(actor, "promoServer", "read");
  const { q, page, pageSize } = pageSchema.parse(input);
  const [total, rows] = await Promise.all([
    countGuilds(db, q.trim()),
    selectGuilds(db, { q: q.trim(), limit: pageSize, offset: (page - 1) * pageSize }),
  ]);
  return { rows: rows.map(view), total, page, pageSize };
}

export async function getPromoterGuild(
  db: Executor,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<PromoterGuildView> {
  requirePermission(actor, "promoServer", "read");
  const row = await findGuild(db, id);
  if (!row) throw new AppError("promo_server_not_found");
  const { isSigned, previousUntil, ...rest } = row;
  return { ...view(rest), isSigned, previousUntil: isoOrNull(previousUntil) };
}
