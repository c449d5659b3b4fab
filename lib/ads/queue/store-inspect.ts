import type { AdStatus } from "#lib/ads/contract.ts";
import type { PartitionRows } from "#lib/ads/desk-contract.ts";
import type { Executor } from "#lib/platform/database.ts";

/** What the rows say, by partition. Only partial indexes are read: what is done is not counted. */
export async function countRows(sql: Executor, partitions: number): Promise<PartitionRows[]> {
  const rows = await sql<(PartitionRows & { partition: number })[]>`
    select partition,
           count(*) filter (where status in ('QUEUED', 'FAILED') and due_at <= clock_timestamp())::integer as due,
           count(*) filter (where status in ('QUEUED', 'FAILED') and due_at > clock_timestamp())::integer as later,
           count(*) filter (where status = 'PROCESSING')::integer as processing,
           count(*) filter (where status = 'DEAD')::integer as dead
      from (select partition, status, due_at from ad where status in ('QUEUED', 'FAILED')
            union all select partition, status, due_at from ad where status = 'PROCESSING'
            union all select partition, status, due_at from ad where status = 'DEAD') a
     group by partition`;
  const none = { due: 0, later: 0, processing: 0, dead: 0 };
  const known = new Map(rows.map(({ partition, ...counts }) => [partition, counts]));
  return Array.from({ length: partitions }, (_, partition) => known.get(partition) ?? none);
}

export interface InspectedRow {
  readonly title: string;
  readonly status: AdStatus;
  readonly version: number;
  readonly attempts: number;
}

export async function selectRows(
  sql: Executor,
  ids: readonly string[],
): Promise<Map<string, InspectedRow>> {
  const rows = await sql<(InspectedRow & { id: string })[]>`
    select id, title, status, version, attempts from ad where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}
