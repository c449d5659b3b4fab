import { newApiKey } from "#lib/identity/api-key-format.ts";
import { insertApiKey } from "#lib/identity/store-api-keys.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A key of the first admin that may submit ads. */
export async function makeAdKey(sql: Executor): Promise<string> {
  const [owner] = await sql<{ id: string }[]>`
    select id from "user" where role = 'admin' order by created_at limit 1`;
  const { key, id, secretHash } = newApiKey();
  await insertApiKey(sql, {
    ...{ id, secretHash, name: "Ads of the tests", ownerId: owner?.id ?? "" },
    ...{ brandId: null, scopes: ["ads:write"], expiresAt: null },
  });
  return key;
}
