import { randomUUID } from "node:crypto";
import { type CheckLimits, createChannelChecks } from "#lib/promotions/promoter/check-channels.ts";
import type { PromoterDeps } from "#lib/promotions/promoter/promoter-deps.ts";
import { createRegionWorks } from "#lib/promotions/promoter/region-works.ts";
import { guildLeaseMs, serveGuild } from "#lib/promotions/promoter/serve-guild.ts";
import {
  registerGuilds,
  sendHeartbeats,
  sendReceipts,
  unregisterGuilds,
} from "#lib/promotions/promoter/tend-guilds.ts";
import { type TakenGuild, takeDueGuilds } from "#lib/promotions/store-promoter.ts";
import { deleteOldPosts } from "#lib/promotions/store-promoter-tending.ts";

export interface Promoter {
  /** Begins what is due: posts, channel checks, registrations, signs of life, receipts, farewells. */
  round(): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface PromoterLimits {
  readonly perRegion?: number;
  readonly concurrency?: number;
  readonly batchMsMax?: number;
  readonly check?: Partial<CheckLimits>;
}

interface LeasedGuild extends TakenGuild {
  readonly token: string;
}

const purgeEveryMs = 60 * 60_000;

/** The reference bot. Any number of workers may run one: leases keep each guild with one of them at a time. */
export function createPromoter(deps: PromoterDeps, limits: PromoterLimits = {}): Promoter {
  const { sql, logger, now } = deps;
  const startedMs = now();
  const leaseMs = deps.leaseMs ?? guildLeaseMs;
  let purgedMs = startedMs;
  const posts = createRegionWorks<LeasedGuild>({
    take: async (busy) => {
      const token = randomUUID();
      const perRegion = limits.perRegion ?? 100;
      const guilds = await takeDueGuilds(sql, {
        nowMs: now(),
        token,
        leaseMs,
        perRegion,
        except: busy,
      });
      return guilds.map((guild) => ({ ...guild, token }));
    },
    regionOf: ({ region }) => region,
    work: ({ token, ...guild }, signal) => serveGuild(deps, guild, { token, signal }),
    onError: (error, { guildId }) => logger.error({ err: error, guildId }, "guild not served"),
    onTimeout: (region, unfinished) =>
      logger.warn({ region, unfinished }, "posts of a region given up"),
    concurrency: limits.concurrency ?? 5,
    // Within the lease: what is given up is over before anybody else may take it.
    batchMsMax: limits.batchMsMax ?? Math.floor(leaseMs * 0.75),
  });
  const checks = createChannelChecks(deps, limits.check);
  const purge = async () => {
    if (now() - purgedMs < purgeEveryMs) return;
    purgedMs = now();
    await deleteOldPosts(sql);
  };
  const duties = [
    () => registerGuilds(deps, startedMs),
    () => sendHeartbeats(deps),
    () => posts.round(),
    () => checks.round(),
    () => sendReceipts(deps),
    () => unregisterGuilds(deps),
    purge,
  ];
  return {
    round: async () => {
      for (const duty of duties) {
        // One that fails does not keep the others from theirs.
        await duty().catch((error: unknown) => logger.warn({ err: error }, "promoter duty failed"));
      }
    },
    idle: async () => void (await Promise.all([posts.idle(), checks.idle()])),
    stop: async () => void (await Promise.all([posts.stop(), checks.stop()])),
  };
}
