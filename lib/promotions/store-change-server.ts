import type { Executor } from "#lib/platform/database.ts";

export interface ServerTerms {
  readonly name: string;
  readonly manualWeight: number | null;
  readonly batchMax: number | null;
  readonly postsPerDayMax: number | null;
  readonly messagesBetween: number;
  readonly blockedCategories: readonly string[];
}

/** Its terms as they are, held until the change is through; undefined: it is unknown or gone. */
export async function lockTerms(tx: Executor, serverId: string): Promise<ServerTerms | undefined> {
  const [row] = await tx<ServerTerms[]>`
    select name, manual_weight as "manualWeight", batch_max as "batchMax",
      posts_per_day_max as "postsPerDayMax",
      messages_between as "messagesBetween", blocked_categories as "blockedCategories"
    from promo_server where id = ${serverId} and unregistered_at is null for update`;
  return row;
}

export async function updateTerms(
  tx: Executor,
  serverId: string,
  terms: ServerTerms,
): Promise<void> {
  const { name, manualWeight, batchMax, postsPerDayMax, messagesBetween } = terms;
  await tx`
    update promo_server set name = ${name}, manual_weight = ${manualWeight},
      batch_max = ${batchMax}, posts_per_day_max = ${postsPerDayMax},
      messages_between = ${messagesBetween},
      blocked_categories = ${[...terms.blockedCategories]}::text[]
    where id = ${serverId}`;
}

/** What it was blocked for; undefined: it is not blocked. */
export async function unblockOnce(tx: Executor, serverId: string): Promise<string | undefined> {
  const [row] = await tx<{ reason: string | null }[]>`
    update promo_server s set blocked_at = null, blocked_reason = null
    from (select id, blocked_reason from promo_server where id = ${serverId} for update) old
    where s.id = old.id and s.blocked_at is not null
    returning old.blocked_reason as reason`;
  return row && (row.reason ?? "");
}
