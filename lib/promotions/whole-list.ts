import type { Clock } from "#lib/platform/clock.ts";
import type { Executor } from "#lib/platform/database.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import { appOnWire } from "#lib/promotions/app-on-wire.ts";
import { ensureClickLinks } from "#lib/promotions/click-links.ts";
import { listWhole, readWholeFingerprint } from "#lib/promotions/store-batches.ts";

/** A promotion of the list of everything, ready to be sent. */
export interface WholeApp {
  readonly promotionId: string;
  readonly category: string;
  /** Unix seconds. */
  readonly endsS: number;
  readonly json: string;
}

export interface Whole {
  readonly fingerprint: string;
  /** In the order of their ids: pages neither repeat nor skip one while others come and go. */
  readonly apps: readonly WholeApp[];
}

export interface WholeList {
  read(): Promise<Whole>;
}

interface WholeListDeps {
  readonly sql: Executor;
  readonly baseUrl: string;
  readonly clock: Clock;
}

/** Every running promotion, kept as text by its fingerprint and compared with the tables once a second. */
export function createWholeList({ sql, baseUrl, clock }: WholeListDeps): WholeList {
  let last: Whole = { fingerprint: "", apps: [] };
  const load = async (): Promise<Whole> => {
    const fingerprint = await readWholeFingerprint(sql);
    if (fingerprint === last.fingerprint) return last;
    const rows = await listWhole(sql);
    const links = await ensureClickLinks(sql, baseUrl, null, rows);
    const apps = rows.map((row) => ({
      promotionId: row.promotionId,
      category: row.category,
      endsS: row.endsS,
      json: JSON.stringify(appOnWire(row, links.of(row))),
    }));
    last = { fingerprint, apps };
    return last;
  };
  const cache = createMicroCache<Whole>({ freshMs: 1_000, staleMs: 2_000, max: 1, clock, load });
  return { read: () => cache.get("all") };
}
