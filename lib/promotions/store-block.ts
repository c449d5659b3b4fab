import type { Executor } from "#lib/platform/database.ts";

/** False when it is blocked already, or gone. */
export async function blockOnce(tx: Executor, serverId: string, reason: string): Promise<boolean> {
  const rows = await tx`
    update promo_server set blocked_at = clock_timestamp(), blocked_reason = ${reason}
    where id = ${serverId} and blocked_at is null and unregistered_at is null
    returning id`;
  return rows.length > 0;
}

export async function serverExists(tx: Executor, serverId: string): Promise<boolean> {
  return (await tx`select 1 from promo_server where id = ${serverId}`).length > 0;
}

export async function insertForbidden(
  tx: Executor,
  {
    serverId,
    promotionId,
    detail,
  }: {
    readonly serverId: string;
    readonly promotionId: string | null;
    readonly detail: string;
  },
): Promise<void> {
  await tx`
    insert into promo_complaint (server_id, promotion_id, kind, detail)
    values (${serverId}, ${promotionId}, 'FORBIDDEN', ${detail})`;
}
