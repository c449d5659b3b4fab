import type { Metadata } from "next";
import { endPartnerKey, makePartnerKey } from "#app/(admin)/settings/partner-keys/actions.ts";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { KeyTable } from "#components/identity/key-table.tsx";
import { PartnerKeyForm } from "#components/identity/partner-key-form.tsx";
import { formatDay } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { campaignChoices } from "#lib/identity/list-choices.ts";
import { listPartners } from "#lib/identity/manage-partner-keys.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Partner keys · Settings" };

export default async function PartnerKeysPage() {
  const actor = await requireActor("admin");
  const { database } = await webRuntime();
  const [keys, campaigns, user] = await Promise.all([
    listPartners(database.sql, actor),
    campaignChoices(database.sql, actor),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const lines = keys.map((key) => ({
    id: key.id,
    name: key.name,
    label: key.id,
    facts: [
      key.campaignName ?? "every campaign",
      key.algorithm,
      `made ${formatDay(key.createdAt, zone)}`,
    ],
    state: key.revokedAt === null ? ("good" as const) : ("revoked" as const),
  }));
  return (
    <SettingsFrame role={actor.role} current="/settings/partner-keys">
      <Sheet title="Partner keys" id="partner-keys">
        <KeyTable
          label="Partner keys"
          empty="No partner key yet. With one, a partner's backend signs its own players in."
          keys={lines}
          revoke={endPartnerKey}
        />
      </Sheet>
      <Sheet title="New partner key" id="new-partner-key">
        <PartnerKeyForm act={makePartnerKey} campaigns={campaigns} />
      </Sheet>
    </SettingsFrame>
  );
}
