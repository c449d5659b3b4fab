import type { ApiKeyScope } from "#lib/identity/contract.ts";
import type { Executor } from "#lib/platform/database.ts";

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly brandId: string | null;
  readonly scopes: ApiKeyScope[];
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
}

export interface UsableKey {
  readonly id: string;
  readonly ownerId: string;
  readonly brandId: string | null;
  readonly scopes: ApiKeyScope[];
  readonly secretHash: Buffer;
  readonly unusedForS: number | null;
}

/** A key that may act now: not revoked, not expired, its owner not disabled. */
export async function findUsableKey(
  executor: Executor,
  id: string,
): Promise<UsableKey | undefined> {
  const [row] = await executor<UsableKey[]>`
    select k.id, k.owner_id as "ownerId", k.brand_id as "brandId", k.scopes, k.secret_hash as "secretHash",
      extract(epoch from now() - k.last_used_at)::float8 as "unusedForS"
    from api_key k join "user" u on u.id = k.owner_id
    where k.id = ${id} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and u.disabled_at is null`;
  return row;
}

export async function markKeyUsed(executor: Executor, id: string): Promise<void> {
  await executor`update api_key set last_used_at = now() where id = ${id}`;
}

export interface ApiKeyDraft {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly brandId: string | null;
  readonly scopes: readonly ApiKeyScope[];
  readonly secretHash: Buffer;
  readonly expiresAt: Date | null;
}

export async function insertApiKey(executor: Executor, draft: ApiKeyDraft): Promise<void> {
  await executor`
    insert into api_key (id, name, owner_id, brand_id, scopes, secret_hash, expires_at)
    values (${draft.id}, ${draft.name}, ${draft.ownerId}, ${draft.brandId}, ${[...draft.scopes]},
      ${draft.secretHash}, ${draft.expiresAt})`;
}

export async function listApiKeys(executor: Executor): Promise<ApiKeyRow[]> {
  return executor<ApiKeyRow[]>`
    select k.id, k.name, k.owner_id as "ownerId", u.name as "ownerName", k.brand_id as "brandId", k.scopes,
      k.last_used_at as "lastUsedAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt",
      k.created_at as "createdAt"
    from api_key k join "user" u on u.id = k.owner_id
    order by k.revoked_at nulls first, k.created_at desc`;
}

/** Ends a key at once; undefined when it is unknown or already revoked. */
export async function revokeKeyRow(
  executor: Executor,
  id: string,
): Promise<{ name: string } | undefined> {
  const [row] = await executor<{ name: string }[]>`
    update api_key set revoked_at = now() where id = ${id} and revoked_at is null returning name`;
  return row;
}
