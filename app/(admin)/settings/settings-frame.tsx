import type { ReactNode } from "react";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Role } from "#lib/identity/contract.ts";

const adminTabs = [
  { href: "/settings/people", label: "People" },
  { href: "/settings/api-keys", label: "API keys" },
  { href: "/settings/partner-keys", label: "Partner keys" },
  { href: "/settings/webhooks", label: "Webhooks" },
];
const ownTabs = [
  { href: "/settings/approvals", label: "Approvals" },
  { href: "/settings/profile", label: "Profile" },
];

export function SettingsFrame({
  role,
  current,
  children,
}: {
  readonly role: Role;
  readonly current: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      <PageHeader title="Settings" />
      <LinkTabs
        label="Settings"
        tabs={role === "admin" ? [...adminTabs, ...ownTabs] : ownTabs}
        current={current}
      />
      <div className="mt-6 flex flex-col gap-6">{children}</div>
    </>
  );
}
