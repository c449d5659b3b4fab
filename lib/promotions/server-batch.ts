import { createHash } from "node:crypto";
import type { Actor } from "#lib/identity/contract.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import type { Executor } from "#lib/platform/database.ts";
import { RecentMap } from "#lib/platform/recent-map.ts";
import { appOnWire } from "#lib/promotions/app-on-wire.ts";
import type { BatchAnswer, PostingOnWire } from "#lib/promotions/bot-contract.ts";
import { ownerOf } from "#lib/promotions/bot-owner.ts";
import { ensureClickLinks } from "#lib/promotions/click-links.ts";
import { allocationEveryMinutes } from "#lib/promotions/contract.ts";
import {
  type NetworkDeps,
  readPostingRules,
  readRollout,
} from "#lib/promotions/network-settings.ts";
import { postingOnWire, rulesOf } from "#lib/promotions/posting-limits.ts";
import { isDistributed } from "#lib/promotions/rollout.ts";
import { seeRegistered } from "#lib/promotions/see-server.ts";
import {
  type BatchHead,
  countFetch,
  listBatch,
  readBatchHead,
} from "#lib/promotions/store-batches.ts";
import type { SeenServer } from "#lib/promotions/store-servers.ts";
import type { WholeList } from "#lib/promotions/whole-list.ts";

const soonestCheckS = 30;
/** Until a promo server was in its first allocation, which is wanted within a second of its registration. */
const firstCheckS = 60;

interface KeptBatch {
  readonly etag: string;
  readonly campaigns: string;
}

/** The campaigns of a promo server as text, by the version they were built for. One set a process. */
export type BatchCache = RecentMap<string, KeptBatch>;

/** A full batch is some 50 KB: at the bound this is 50 MB. */
export function createBatchCache(serversMax = 1_000): BatchCache {
  return new RecentMap(serversMax);
}

export interface BatchDeps extends NetworkDeps {
  readonly baseUrl: string;
  readonly batches: BatchCache;
  readonly whole: WholeList;
}

export interface BatchReply {
  readonly etag: string;
  readonly nowS: number;
  readonly nextCheckS: number;
  /** JSON text of the answer's data; null: the caller has this version. */
  readonly text: string | null;
}

/** What a promo server is to get, named before any of it is built. */
interface Offer {
  readonly etag: string;
  readonly posting: PostingOnWire;
  readonly changesS: number | null;
  readonly campaigns: () => Promise<string>;
}

async function ownCampaigns({ sql, baseUrl }: BatchDeps, serverId: string): Promise<string> {
  const rows = await listBatch(sql, serverId);
  const links = await ensureClickLinks(sql, baseUrl, serverId, rows);
  return JSON.stringify(rows.map((row) => appOnWire(row, links.of(row))));
}

async function contentOf(deps: BatchDeps, seen: SeenServer, head: BatchHead, percent: number) {
  const { size, fingerprint, changesS } = head;
  if (seen.isBlocked) {
    return { kind: "blocked", size: 0, changesS: null, campaigns: async () => "[]" };
  }
  if (isDistributed(seen.id, percent)) {
    const campaigns = () => ownCampaigns(deps, seen.id);
    return { kind: `own ${fingerprint}`, size, changesS, campaigns };
  }
  const whole = await deps.whole.read();
  const wanted = whole.apps.filter(({ category }) => !seen.blockedCategories.includes(category));
  return {
    kind: `whole ${whole.fingerprint} ${JSON.stringify(seen.blockedCategories)}`,
    size: wanted.length,
    changesS: wanted.reduce<number | null>(
      (soonest, { endsS }) => Math.min(soonest ?? endsS, endsS),
      null,
    ),
    campaigns: async () => `[${wanted.map(({ json }) => json).join(",")}]`,
  };
}

async function offerTo(deps: BatchDeps, seen: SeenServer, head: BatchHead): Promise<Offer> {
  const [rollout, network] = await Promise.all([readRollout(deps.sql), readPostingRules(deps.sql)]);
  const content = await contentOf(deps, seen, head, rollout.percent);
  const posting = postingOnWire(rulesOf(network, seen), content.size);
  const digest = createHash("sha256").update(JSON.stringify([content.kind, posting]));
  const etag = `W/"${seen.batchVersion}-${digest.digest("base64url").slice(0, 16)}"`;
  return { etag, posting, changesS: content.changesS, campaigns: content.campaigns };
}

function nextCheck(seen: SeenServer, { nowS }: BatchHead, changesS: number | null): number {
  const span = seen.batchVersion === 0 ? firstCheckS : allocationEveryMinutes * 60;
  return Math.max(nowS + soonestCheckS, Math.min(nowS + span, changesS ?? Infinity));
}

/** As If-None-Match compares: a list of tags, weak or strong. */
function names(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  const tags = ifNoneMatch.split(",").map(bare);
  return tags.includes("*") || tags.includes(bare(etag));
}

async function textOf(deps: BatchDeps, serverId: string, offer: Offer): Promise<string> {
  const kept = deps.batches.get(serverId);
  if (kept?.etag === offer.etag) return kept.campaigns;
  const campaigns = await offer.campaigns();
  deps.batches.set(serverId, { etag: offer.etag, campaigns });
  return campaigns;
}

async function count(db: Executor, serverId: string, text: string | null): Promise<void> {
  const bytes = text === null ? 0 : Buffer.byteLength(text);
  await countFetch(db, serverId, { bytes, isNotModified: text === null });
}

/**
 * What a promo server is to post: its batch, or while the roll-out has not reached it every running promotion. Only
 * what runs at this moment is in it, whatever the allocation of a minute ago placed. A caller that names the version
 * it has gets none: then no campaign is read.
 */
export async function getServerCampaigns(
  deps: BatchDeps,
  actor: Actor,
  asked: { readonly serverUuid: string; readonly ifNoneMatch?: string | undefined },
): Promise<BatchReply> {
  requirePermission(actor, "promoServer", "serve");
  const { serverUuid } = asked;
  const seen = await seeRegistered(deps.sql, { ownerId: ownerOf(actor), serverUuid });
  const head = await readBatchHead(deps.sql, seen.id);
  const offer = await offerTo(deps, seen, head);
  const { etag, posting } = offer;
  const { nowS } = head;
  const nextCheckS = nextCheck(seen, head, offer.changesS);
  if (names(asked.ifNoneMatch, etag)) {
    await count(deps.sql, seen.id, null);
    return { etag, nowS, nextCheckS, text: null };
  }
  const campaigns = await textOf(deps, seen.id, offer);
  const tail: Omit<BatchAnswer, "serverUuid" | "campaigns"> = {
    allocationTimestamp: head.allocatedS,
    nextAllocationCheck: nextCheckS,
    posting,
  };
  const text = `{"serverUuid":"${seen.id}","campaigns":${campaigns},${JSON.stringify(tail).slice(1)}`;
  await count(deps.sql, seen.id, text);
  return { etag, nowS, nextCheckS, text };
}
