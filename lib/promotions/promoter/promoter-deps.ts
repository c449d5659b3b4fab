import type { Sql } from "#lib/platform/database.ts";
import type { Logger } from "#lib/platform/logger.ts";
import type { BotApi } from "#lib/promotions/client/bot-api.ts";
import type { Platform } from "#lib/promotions/contract.ts";
import type { Sender, Target } from "#lib/promotions/promoter/sender.ts";
import { openGuildSecret, openTarget } from "#lib/promotions/target-address.ts";

export interface PromoterDeps {
  readonly sql: Sql;
  readonly api: BotApi;
  /** A platform without a token has none: its guilds wait. */
  readonly senders: Partial<Record<Platform, Sender>>;
  readonly masterSecret: string;
  readonly logger: Logger;
  /** Unix milliseconds: the schedule's clock. Leases go by the clock of the database. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly leaseMs?: number;
  /** Where tests break the act off. */
  readonly checkpoint?: (point: "intended" | "sent", guildId: string) => Promise<void>;
}

interface Addressed {
  readonly platform: Platform;
  readonly channelId: string | null;
  readonly targetCt: Buffer | null;
  readonly targetOf: string;
  readonly guildRowId: string;
  readonly secretCt: Buffer | null;
  readonly previousSecretCt: Buffer | null;
}

/** Undefined: nobody has said where to post yet. */
export function targetOf(
  { masterSecret }: Pick<PromoterDeps, "masterSecret">,
  row: Addressed,
): Target | undefined {
  const { platform, channelId, targetCt, guildRowId } = row;
  if (platform !== "webhook") return channelId ? { platform, address: channelId } : undefined;
  if (!targetCt) return undefined;
  const address = openTarget(masterSecret, row.targetOf, targetCt);
  const secrets = [row.secretCt, row.previousSecretCt].flatMap((sealed) =>
    sealed ? [openGuildSecret(masterSecret, guildRowId, sealed)] : [],
  );
  return { platform, address, secrets };
}
