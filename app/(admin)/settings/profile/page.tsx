import type { Metadata } from "next";
import { ProfileSheets } from "#app/(admin)/settings/profile/profile-sheets.tsx";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Profile · Settings" };

export default async function ProfilePage() {
  const actor = await requireActor("admin", "marketer");
  const user = await currentUser();
  return (
    <SettingsFrame role={actor.role} current="/settings/profile">
      {user ? <ProfileSheets user={user} /> : null}
    </SettingsFrame>
  );
}
