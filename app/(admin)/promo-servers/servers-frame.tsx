import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

const tabs = [
  { href: "/promo-servers", label: "All" },
  { href: "/promo-servers/health", label: "Health" },
  { href: "/promo-servers/promoter", label: "Promoter" },
];

/** What the pages about all promo servers share. */
export function ServersFrame({
  current,
  actions,
  primary = (
    <LinkButton look="primary" href="/promo-servers/new">
      Add a promo server
    </LinkButton>
  ),
  children,
}: {
  readonly current: string;
  readonly actions?: ReactNode;
  /** What is made here. */
  readonly primary?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      <PageHeader
        title="Promo servers"
        actions={
          <>
            {actions}
            {primary}
          </>
        }
      >
        <p className="text-ink-2">Guilds, channels and hooks that post what is booked.</p>
      </PageHeader>
      <LinkTabs label="Promo servers" tabs={tabs} current={current} />
      {children}
    </>
  );
}
