import { writeAudit } from "#lib/identity/write-audit.ts";
import type { Sql } from "#lib/platform/database.ts";
import { moveChannel } from "#lib/promotions/store-promoter.ts";

/** A group that became a supergroup has another id; it is the same place, with the same consent. */
export async function followMove(
  sql: Sql,
  serverUuid: string,
  move: { readonly from: string; readonly to: string },
): Promise<void> {
  await sql.begin(async (tx) => {
    if (!(await moveChannel(tx, serverUuid, move))) return;
    await writeAudit(tx, {
      actor: { kind: "system" },
      action: "promoter_guild.moved",
      subjectKind: "promo_server",
      subjectId: serverUuid,
      before: { channelId: move.from },
      after: { channelId: move.to },
      requestId: null,
    });
  });
}
