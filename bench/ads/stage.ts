import { randomUUID } from "node:crypto";
import { partitionOf } from "#lib/ads/ad-body.ts";
import { adInputSchema } from "#lib/ads/contract.ts";
import { insertAds, type NewAd } from "#lib/ads/store-ads.ts";
import type { Executor } from "#lib/platform/database.ts";
import { adBody } from "./ad-bodies.ts";

function makeAds(from: number, count: number): NewAd[] {
  return Array.from({ length: count }, (_, index) => {
    const id = randomUUID();
    const input = adInputSchema.parse(JSON.parse(adBody(from + index)));
    const nobody = {
      ownerId: null,
      keyId: null,
      brandId: null,
      idempotencyKey: null,
      bodyHash: null,
    };
    return { id, partition: partitionOf(id), input, ...nobody };
  });
}

/** The batched insert alone, two at a time: what the disk and Postgres allow. Ads a second. */
export async function measureBareInsert(sql: Executor, seconds: number): Promise<number> {
  const from = performance.now();
  const isOver = () => performance.now() - from > seconds * 1_000;
  let done = 0;
  const lane = async () => {
    while (!isOver()) {
      await insertAds(sql, makeAds(done, 256));
      done += 256;
    }
  };
  await Promise.all([lane(), lane()]);
  return (done * 1_000) / (performance.now() - from);
}

/** Rows that wait, in no queue yet. */
export async function fillQueue(sql: Executor, count: number): Promise<void> {
  for (let from = 0; from < count; from += 1_000) {
    await insertAds(sql, makeAds(from, Math.min(1_000, count - from)));
  }
}
