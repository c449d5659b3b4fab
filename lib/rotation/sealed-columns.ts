import { gameSeedAad } from "#lib/campaigns/game-seed.ts";
import { brandKeyAad } from "#lib/coupons/code-cipher.ts";
import { partnerKeyAad } from "#lib/identity/player-token-partner.ts";
import { type KeyPurpose, keptKeyAad } from "#lib/platform/secrets.ts";
import { guildSecretAad, targetAad } from "#lib/promotions/target-address.ts";
import { endpointAad } from "#lib/webhooks/endpoint-secret.ts";

/** A column whose bytes a key derived from the master secret has sealed. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column that a ciphertext is bound to; the key of the table where nothing else is said. */
  readonly boundBy: string;
  readonly key: string;
  readonly purpose: KeyPurpose;
  readonly aad: (bound: string) => string;
  /** Other rows hold something that is not sealed. */
  readonly where?: { readonly column: string; readonly is: string };
}

const byId = { boundBy: "id", key: "id" } as const;

/** All of them: a test compares the list with the columns of the database. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    ...{ table: "kept_key", column: "sealed_key", boundBy: "purpose", key: "purpose" },
    ...{ purpose: "kept-key", aad: keptKeyAad },
  },
  {
    ...{ table: "brand_key", column: "sealed_key", boundBy: "brand_id", key: "id" },
    ...{ purpose: "coupon-kek", aad: brandKeyAad },
  },
  { table: "game", column: "seed_ct", ...byId, purpose: "game-seed", aad: gameSeedAad },
  {
    ...{ table: "player_token_key", column: "key_material", ...byId },
    ...{ purpose: "player-token", aad: partnerKeyAad },
    // The others hold a partner's public key.
    where: { column: "algorithm", is: "HS256" },
  },
  ...["secret_ct", "previous_secret_ct"].map(
    (column): SealedColumn => ({
      ...{ table: "webhook_endpoint", column, ...byId },
      ...{ purpose: "webhook-secret", aad: endpointAad },
    }),
  ),
  ...["promo_server", "promoter_guild"].map(
    (table): SealedColumn => ({
      ...{ table, column: "target_ct", ...byId, purpose: "promo-target", aad: targetAad },
    }),
  ),
  ...["secret_ct", "previous_secret_ct"].map(
    (column): SealedColumn => ({
      ...{ table: "promoter_guild", column, ...byId },
      ...{ purpose: "promo-secret", aad: guildSecretAad },
    }),
  ),
];
