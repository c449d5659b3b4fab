import type { AuditActorKind } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface AuditInsert {
  readonly actorKind: AuditActorKind;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly campaignId: string | null;
  /** JSON text or null. */
  readonly before: string | null;
  readonly after: string | null;
  readonly requestId: string | null;
}

export async function insertAudit(executor: Executor, row: AuditInsert): Promise<void> {
  await executor`
    insert into audit_log (actor_kind, actor_id, action, subject_kind, subject_id, campaign_id, before, after,
      request_id)
    values (${row.actorKind}, ${row.actorId}, ${row.action}, ${row.subjectKind}, ${row.subjectId},
      ${row.campaignId}, (${row.before}::text)::jsonb, (${row.after}::text)::jsonb, ${row.requestId})`;
}

export interface AuditRow {
  readonly id: number;
  readonly at: Date;
  readonly actorKind: AuditActorKind;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly sealed: boolean;
}

export interface AuditFilter {
  readonly campaignId?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  /** Rows older than this id: the cursor of the page before. */
  readonly beforeId?: number;
  readonly limit: number;
}

/** Newest first, with the name of the person where there is one. */
export async function listAudit(executor: Executor, filter: AuditFilter): Promise<AuditRow[]> {
  const { campaignId = null, subjectKind = null, subjectId = null, beforeId = null } = filter;
  const rows = await executor<(Omit<AuditRow, "id" | "at"> & { id: string; at: string })[]>`
    select a.id, a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", u.name as "actorName", a.action,
      a.subject_kind as "subjectKind", a.subject_id as "subjectId", a.before, a.after, a.hash is not null as sealed
    from audit_log a left join "user" u on a.actor_kind = 'user' and u.id::text = a.actor_id
    where (${campaignId}::uuid is null or a.campaign_id = ${campaignId}::uuid)
      and (${subjectKind}::text is null or a.subject_kind = ${subjectKind}::text)
      and (${subjectId}::text is null or a.subject_id = ${subjectId}::text)
      and (${beforeId}::bigint is null or a.id < ${beforeId}::bigint)
    order by a.id desc limit ${filter.limit}`;
  return rows.map((row) => ({ ...row, id: Number(row.id), at: new Date(row.at) }));
}
