import type { Role } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export type SetupPurpose = "setup" | "invite";

export interface SetupTokenRow {
  readonly purpose: SetupPurpose;
  readonly email: string | null;
  readonly role: Role | null;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly createdBy: string | null;
  readonly usable: boolean;
}

export interface SetupTokenDraft {
  readonly tokenHash: Buffer;
  readonly purpose: SetupPurpose;
  readonly email: string | null;
  readonly role: Role | null;
  readonly brandId: string | null;
  readonly createdBy: string | null;
  readonly validS: number;
}

export async function insertSetupToken(executor: Executor, draft: SetupTokenDraft): Promise<void> {
  await executor`
    insert into setup_token (token_hash, purpose, email, role, brand_id, created_by, expires_at)
    values (${draft.tokenHash}, ${draft.purpose}, ${draft.email}, ${draft.role}, ${draft.brandId},
      ${draft.createdBy}, now() + make_interval(secs => ${draft.validS}))`;
}

/** A newer set-up link makes the older ones void: at most one is good at any time. */
export async function expireSetupTokens(executor: Executor, purpose: SetupPurpose): Promise<void> {
  await executor`
    update setup_token set expires_at = now() where purpose = ${purpose} and used_at is null and expires_at > now()`;
}

export async function findSetupToken(
  executor: Executor,
  tokenHash: Buffer,
): Promise<SetupTokenRow | undefined> {
  const [row] = await executor<SetupTokenRow[]>`
    select t.purpose, t.email, t.role, t.brand_id as "brandId", b.name as "brandName",
      t.created_by as "createdBy", t.used_at is null and t.expires_at > now() as usable
    from setup_token t left join brand b on b.id = t.brand_id
    where t.token_hash = ${tokenHash}`;
  return row;
}

/** Takes the token: of two who race for it, one gets true. */
export async function useSetupToken(executor: Executor, tokenHash: Buffer): Promise<boolean> {
  const rows = await executor`
    update setup_token set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and expires_at > now() returning 1`;
  return rows.length === 1;
}

/** Waits for a concurrent set-up to end, so that there is one first admin. Held until the transaction ends. */
export async function lockSetup(executor: Executor): Promise<void> {
  await executor`select pg_advisory_xact_lock(74017003)`;
}
