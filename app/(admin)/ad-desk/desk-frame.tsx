import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

const tabs = [
  { href: "/ad-desk", label: "Queue" },
  { href: "/ad-desk/dead", label: "Dead letters" },
  { href: "/ad-desk/workers", label: "Workers" },
  { href: "/ad-desk/policies", label: "Policy" },
  { href: "/ad-desk/analytics", label: "Analytics" },
];

/** What the pages about all ads share. */
export function DeskFrame({
  current,
  actions,
  children,
}: {
  readonly current: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <>
      <PageHeader
        title="Ads"
        actions={
          <>
            {actions}
            <LinkButton look="primary" href="/ad-desk/new">
              Submit an ad
            </LinkButton>
          </>
        }
      >
        <p className="text-ink-2">Game ads: queued by priority, analysed, reviewed.</p>
      </PageHeader>
      <LinkTabs label="Ads" tabs={tabs} current={current} />
      {children}
    </>
  );
}
