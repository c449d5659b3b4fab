import type { Metadata } from "next";
import { endKey, makeKey } from "#app/(admin)/settings/api-keys/actions.ts";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { ApiKeyForm } from "#components/identity/api-key-form.tsx";
import { type KeyLine, KeyTable } from "#components/identity/key-table.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { keyLabel } from "#lib/identity/api-key-format.ts";
import { brandChoices } from "#lib/identity/list-choices.ts";
import { listKeys } from "#lib/identity/manage-api-keys.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "API keys · Settings" };

export default async function ApiKeysPage() {
  const actor = await requireActor("admin");
  const { database, clock } = await webRuntime();
  const [keys, brands, user] = await Promise.all([
    listKeys(database.sql, actor),
    brandChoices(database.sql, actor),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  return (
    <SettingsFrame role={actor.role} current="/settings/api-keys">
      <Sheet title="API keys" id="keys">
        <KeyTable
          label="API keys"
          empty="No key yet. A key lets a program redeem coupons, submit ads or fetch promotions."
          keys={keys.map((key) => lineOf(key, zone, clock.now()))}
          revoke={endKey}
        />
      </Sheet>
      <Sheet title="New key" id="new-key">
        <ApiKeyForm act={makeKey} brands={brands} />
      </Sheet>
    </SettingsFrame>
  );
}

function lineOf(
  key: Awaited<ReturnType<typeof listKeys>>[number],
  zone: string,
  nowMs: number,
): KeyLine {
  const ended = key.revokedAt !== null;
  const expired = key.expiresAt !== null && new Date(key.expiresAt).getTime() <= nowMs;
  return {
    id: key.id,
    name: key.name,
    label: keyLabel(key.id),
    facts: [
      key.scopes.join(", "),
      key.lastUsedAt === null ? "never used" : `last used ${formatMoment(key.lastUsedAt, zone)}`,
      key.expiresAt === null ? "no end" : `until ${formatMoment(key.expiresAt, zone)}`,
      `made by ${key.ownerName}`,
    ],
    state: ended ? "revoked" : expired ? "expired" : "good",
  };
}
