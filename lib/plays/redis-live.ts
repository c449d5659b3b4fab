// Decided plays on their way to staff pages: ids only, over pub/sub. What gets lost on the way is on the page
// after its next read.

import { openRedis } from "#lib/platform/redis.ts";

const prefix = "live:";

export interface LiveFeed {
  /** `text` is what the worker published for the campaign. */
  onMessage(listener: (campaignId: string, text: string) => void): void;
  close(): void;
}

/** Listens on a connection of its own, which subscribes again by itself after every loss. */
export function openLiveFeed(redisUrl: string): LiveFeed {
  const redis = openRedis(redisUrl, { name: "frolic-live", blocking: true });
  redis.on("ready", () => {
    // A failure here means the line is lost again; the next "ready" subscribes anew.
    redis.psubscribe(`${prefix}*`).catch(() => undefined);
  });
  redis.connect().catch(() => undefined);
  return {
    onMessage: (listener) => {
      redis.on("pmessage", (_pattern, channel: string, text: string) => {
        listener(channel.slice(prefix.length), text);
      });
    },
    close: () => redis.disconnect(),
  };
}
