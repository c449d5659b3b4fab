import type { Executor } from "#lib/platform/database.ts";

export interface ApprovedAd {
  readonly id: string;
  readonly brandId: string | null;
  readonly title: string;
  readonly description: string;
  readonly genre: string;
  readonly callToAction: string;
  readonly variants: readonly {
    readonly title: string;
    readonly description: string;
    readonly callToAction: string;
  }[];
}

/** The last that were approved, newest first. */
export async function selectApproved(db: Executor, limit: number): Promise<ApprovedAd[]> {
  return db<ApprovedAd[]>`
    select id, brand_id as "brandId", title, description, genre, call_to_action as "callToAction", variants
    from ad where status = 'COMPLETED' and review = 'APPROVED'
    order by reviewed_at desc nulls last, id limit ${limit}`;
}
