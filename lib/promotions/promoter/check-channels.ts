import { blockServer } from "#lib/promotions/block-server.ts";
import { followMove } from "#lib/promotions/promoter/follow-move.ts";
import { type PromoterDeps, targetOf } from "#lib/promotions/promoter/promoter-deps.ts";
import { createRegionWorks, type RegionWorks } from "#lib/promotions/promoter/region-works.ts";
import type { CheckOutcome } from "#lib/promotions/promoter/sender.ts";
import {
  type CheckedChannel,
  markChecked,
  takeUnchecked,
} from "#lib/promotions/store-promoter-tending.ts";

type Deps = Pick<PromoterDeps, "sql" | "senders" | "masterSecret" | "logger">;

export interface CheckLimits {
  readonly batchSize: number;
  readonly concurrency: number;
  /** One channel that does not answer. */
  readonly channelMsMax: number;
  readonly batchMsMax: number;
}

const defaults: CheckLimits = {
  batchSize: 100,
  concurrency: 4,
  channelMsMax: 10_000,
  batchMsMax: 120_000,
};

const system = { kind: "system" } as const;

async function checkChannel(
  deps: Deps,
  channel: CheckedChannel,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const target = targetOf(deps, channel);
  const sender = deps.senders[channel.platform];
  if (!sender || !target) return { kind: "unclear", reason: "No channel or no token." };
  const outcome = await sender.check(target, signal);
  if (outcome.kind === "moved") {
    await followMove(deps.sql, channel.serverId, { from: target.address, to: outcome.to });
  }
  return outcome;
}

/**
 * The hourly check of every channel, in batches of 100 a region, regions side by side. A channel that does not answer
 * was checked too: it says nothing, and its neighbours do not wait for it.
 */
export function createChannelChecks(
  deps: Deps,
  limits: Partial<CheckLimits> = {},
  onChecked: (channel: CheckedChannel, outcome: CheckOutcome) => void = () => undefined,
): RegionWorks {
  const { batchSize, concurrency, channelMsMax, batchMsMax } = { ...defaults, ...limits };
  return createRegionWorks<CheckedChannel>({
    take: (busy) => takeUnchecked(deps.sql, { perRegion: batchSize, except: busy }),
    regionOf: ({ region }) => region,
    work: async (channel, batchSignal) => {
      const limit = AbortSignal.timeout(channelMsMax);
      const signal = AbortSignal.any([batchSignal, limit]);
      const outcome = await checkChannel(deps, channel, signal);
      // What was not asked is due again in five minutes.
      if (outcome.kind !== "busy") await markChecked(deps.sql, channel.serverId);
      if (outcome.kind === "blocked") {
        const { status, reason } = outcome;
        await blockServer({ sql: deps.sql }, system, {
          serverId: channel.serverId,
          status,
          reason,
        });
      }
      onChecked(channel, outcome);
    },
    onError: (error, { serverId }) =>
      deps.logger.warn({ err: error, serverId }, "channel not checked"),
    onTimeout: (region, unfinished) =>
      deps.logger.warn({ region, unfinished }, "channel check of a region given up"),
    concurrency,
    batchMsMax,
  });
}
