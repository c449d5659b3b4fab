import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { approvalKinds, approvalStates } from "#lib/approvals/contract.ts";
import { bytea, createdAt, instant } from "#lib/platform/columns.ts";

export const approvalKindEnum = pgEnum("approval_kind", approvalKinds);
export const approvalStateEnum = pgEnum("approval_state", approvalStates);

/**
 * A change that waits for a second person. Web inserts the question and can write nothing of the answer: that is
 * `settle_approval`, which knows maker and checker apart. The guards of 0029 let a change pass in the one transaction
 * that `decidedXid` names. Grows with the changes that two people make.
 */
export const approval = pgTable(
  "approval",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    kind: approvalKindEnum().notNull(),
    campaignId: uuid(),
    /** What exactly is applied; for campaign_edit the document and the prize lines that the guard lets pass. */
    payload: jsonb().notNull(),
    /** The same in words: ApprovalLine[]. */
    lines: jsonb().notNull(),
    note: text().notNull().default(""),
    /** SHA-256 of the state the request was made against. */
    basis: bytea().notNull(),
    makerId: uuid().notNull(),
    madeAt: createdAt(),
    expiresAt: instant().notNull().default(sql`now() + interval '7 days'`),
    state: approvalStateEnum().notNull().default("PENDING"),
    checkerId: uuid(),
    decidedAt: instant(),
    /** The transaction of the answer: the only one in which it counts. */
    decidedXid: bigint({ mode: "bigint" }),
    reason: text().notNull().default(""),
  },
  (table) => [
    index("approval_made").on(table.madeAt),
    index("approval_campaign").on(table.campaignId),
    check("approval_two_people", sql`${table.checkerId} <> ${table.makerId}`),
    check(
      "approval_checked",
      sql`${table.state} not in ('APPROVED', 'REFUSED') or ${table.checkerId} is not null`,
    ),
  ],
);
