import type { Metadata } from "next";
import { ProfileSheets } from "#app/(admin)/settings/profile/profile-sheets.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "Profile" };

export default async function BrandProfilePage() {
  await requireActor("brand");
  const user = await currentUser();
  return (
    <>
      <PageHeader title="Profile" />
      <div className="mt-6">{user ? <ProfileSheets user={user} /> : null}</div>
    </>
  );
}
