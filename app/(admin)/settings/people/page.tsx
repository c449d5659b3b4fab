import type { Metadata } from "next";
import { disable, giveRole, invite } from "#app/(admin)/settings/people/actions.ts";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { InviteForm } from "#components/identity/invite-form.tsx";
import { PeopleTable } from "#components/identity/people-table.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { brandChoices } from "#lib/identity/list-choices.ts";
import { listPeople } from "#lib/identity/manage-users.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "People · Settings" };

export default async function PeoplePage() {
  const actor = await requireActor("admin");
  const { database } = await webRuntime();
  const [people, brands, user] = await Promise.all([
    listPeople(database.sql, actor),
    brandChoices(database.sql, actor),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const rows = people.map((person) => ({
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    brandId: person.brandId,
    brandName: person.brandName,
    secondFactor: person.twoFactorEnabled,
    disabled: person.disabledAt !== null,
    lastSeen: person.lastSeenAt === null ? null : formatMoment(person.lastSeenAt, zone),
  }));
  return (
    <SettingsFrame role={actor.role} current="/settings/people">
      <Sheet title="People" id="people">
        <PeopleTable
          people={rows}
          brands={brands}
          selfId={actor.userId}
          giveRole={giveRole}
          disable={disable}
        />
      </Sheet>
      <Sheet title="Invite somebody" id="invite">
        <InviteForm act={invite} brands={brands} />
      </Sheet>
    </SettingsFrame>
  );
}
