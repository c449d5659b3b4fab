import type { PartnerKey } from "#lib/identity/player-token-partner.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A key that is in force; undefined when unknown or revoked. */
export async function findPartnerKey(sql: Executor, id: string): Promise<PartnerKey | undefined> {
  const [row] = await sql<
    {
      campaign_id: string | null;
      algorithm: string;
      key_material: Buffer;
      sealed_key: Buffer | null;
    }[]
  >`
    select k.campaign_id, k.algorithm, k.key_material, kept.sealed_key
      from player_token_key k left join kept_key kept on kept.purpose = 'partner-player-id'
     where k.id = ${id} and k.revoked_at is null`;
  if (!row) return undefined;
  const campaignId = row.campaign_id ?? undefined;
  return {
    id,
    campaignId,
    algorithm: row.algorithm,
    keyMaterial: row.key_material,
    playerIdKey: row.sealed_key,
  };
}
