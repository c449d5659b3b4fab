import type {
  ApprovalKind,
  ApprovalLine,
  ApprovalListed,
  ApprovalView,
} from "#lib/approvals/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

const switchKey = "approvals.required";

export async function isSwitchOn(db: Executor): Promise<boolean> {
  const [row] = await db`select 1 from setting where key = ${switchKey} and value = 'true'::jsonb`;
  return row !== undefined;
}

/** Refused by the database where too few people could approve, or nobody approved turning it off. */
export async function setSwitch(db: Executor, isOn: boolean): Promise<void> {
  await db`
    insert into setting (key, value) values (${switchKey}, ${String(isOn)}::jsonb)
    on conflict (key) do update set value = excluded.value, updated_at = now()`;
}

/** People who can sign in and whose role may approve. */
export async function countApprovers(db: Executor): Promise<number> {
  const [row] = await db<{ n: number }[]>`
    select count(*)::int as n from "user" where disabled_at is null and role in ('admin', 'marketer')`;
  return row?.n ?? 0;
}

export interface NewApproval {
  readonly kind: ApprovalKind;
  readonly campaignId: string | null;
  /** JSON text. */
  readonly payload: string;
  readonly lines: readonly ApprovalLine[];
  readonly note: string;
  /** Hex. */
  readonly basis: string;
  readonly makerId: string;
}

export async function insertApproval(db: Executor, row: NewApproval): Promise<string> {
  const [made] = await db<{ id: string }[]>`
    insert into approval (kind, campaign_id, payload, lines, note, basis, maker_id)
    values (${row.kind}::approval_kind, ${row.campaignId}, ${row.payload}::text::jsonb,
      ${JSON.stringify(row.lines)}::text::jsonb, ${row.note}, decode(${row.basis}, 'hex'), ${row.makerId})
    returning id`;
  if (!made) throw new Error("insert returned no row");
  return made.id;
}

/** What a list shows of each; a request that was not answered in time is over without anybody having written so. */
function listedColumns(db: Executor) {
  return db`
    a.id, a.kind, a.campaign_id as "campaignId", c.name as "campaignName", a.maker_id as "makerId",
    u.name as "makerName", a.made_at as "madeAt", a.expires_at as "expiresAt",
    case when a.state = 'PENDING' and a.expires_at <= clock_timestamp() then 'EXPIRED' else a.state::text end as state`;
}

/** Those that wait first, then the newest. */
export async function selectApprovals(db: Executor, limit: number): Promise<ApprovalListed[]> {
  return db<ApprovalListed[]>`
    select ${listedColumns(db)}
    from approval a left join campaign c on c.id = a.campaign_id left join "user" u on u.id = a.maker_id
    order by (a.state = 'PENDING' and a.expires_at > clock_timestamp()) desc, a.made_at desc, a.id limit ${limit}`;
}

export async function findApproval(db: Executor, id: string): Promise<ApprovalView | undefined> {
  const [row] = await db<ApprovalView[]>`
    select ${listedColumns(db)}, a.note, a.lines, encode(a.basis, 'hex') as basis, a.payload,
      k.name as "checkerName", a.decided_at as "decidedAt", a.reason
    from approval a left join campaign c on c.id = a.campaign_id
      left join "user" u on u.id = a.maker_id left join "user" k on k.id = a.checker_id
    where a.id = ${id}`;
  return row;
}

/** The open request of a kind, where one is enough. */
export async function findOpen(db: Executor, kind: ApprovalKind): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    select id from approval where kind = ${kind}::approval_kind and state = 'PENDING'
      and expires_at > clock_timestamp() order by made_at limit 1`;
  return row?.id;
}

/** Requests that somebody could answer: open, and of somebody else. */
export async function countOpenFor(db: Executor, userId: string): Promise<number> {
  const [row] = await db<{ n: number }[]>`
    select count(*)::int as n from approval
    where state = 'PENDING' and expires_at > clock_timestamp() and maker_id <> ${userId}`;
  return row?.n ?? 0;
}

/** Locks the request and answers it, or throws: the database itself tells maker and checker apart. */
export async function settleApproval(
  db: Executor,
  row: {
    readonly id: string;
    readonly byId: string;
    readonly verdict: "APPROVED" | "REFUSED" | "CANCELLED";
    readonly reason: string;
  },
): Promise<void> {
  await db`select settle_approval(${row.id}::uuid, ${row.byId}::uuid, ${row.verdict}::text, ${row.reason}::text)`;
}

/** The operator's way out, with the owner's login only: web may not write a state. */
export async function insertWaiver(db: Executor, reason: string): Promise<string> {
  const [made] = await db<{ id: string }[]>`
    insert into approval (kind, payload, lines, basis, maker_id, state, decided_at, decided_xid, reason)
    values ('approvals_off', '{}', '[]', '', '00000000-0000-0000-0000-000000000000', 'WAIVED', clock_timestamp(),
      pg_current_xact_id()::text::bigint, ${reason})
    returning id`;
  if (!made) throw new Error("insert returned no row");
  return made.id;
}
