import type { Executor } from "#lib/platform/database.ts";

export interface PartnerKeyRow {
  readonly id: string;
  readonly name: string;
  readonly campaignId: string | null;
  readonly campaignName: string | null;
  readonly algorithm: string;
  readonly revokedAt: string | null;
  readonly createdAt: string;
}

export async function listPartnerKeys(executor: Executor): Promise<PartnerKeyRow[]> {
  return executor<PartnerKeyRow[]>`
    select k.id, k.name, k.campaign_id as "campaignId", c.name as "campaignName", k.algorithm,
      k.revoked_at as "revokedAt", k.created_at as "createdAt"
    from player_token_key k left join campaign c on c.id = k.campaign_id
    order by k.revoked_at nulls first, k.created_at desc`;
}

export interface PartnerKeyDraft {
  readonly id: string;
  readonly name: string;
  readonly campaignId: string | null;
  readonly sealedSecret: Buffer;
}

export async function insertPartnerKey(executor: Executor, draft: PartnerKeyDraft): Promise<void> {
  await executor`
    insert into player_token_key (id, name, campaign_id, algorithm, key_material)
    values (${draft.id}, ${draft.name}, ${draft.campaignId}, 'HS256', ${draft.sealedSecret})`;
}

/** False when the key is unknown or revoked already. */
export async function revokePartnerKeyRow(executor: Executor, id: string): Promise<boolean> {
  const rows = await executor`
    update player_token_key set revoked_at = now() where id = ${id} and revoked_at is null returning 1`;
  return rows.length === 1;
}
