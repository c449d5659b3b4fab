import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

const tabs = [
  { href: "/promotions", label: "All" },
  { href: "/promotions/allocation", label: "Allocation" },
  { href: "/promotions/rollout", label: "Roll-out & limits" },
];

/** What the pages about all promotions share. */
export function PromotionsFrame({
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
        title="Promotions"
        actions={
          <>
            {actions}
            <LinkButton look="primary" href="/promotions/new">
              Book a promotion
            </LinkButton>
          </>
        }
      >
        <p className="text-ink-2">Apps shown on exactly as many promo servers as were booked.</p>
      </PageHeader>
      <LinkTabs label="Promotions" tabs={tabs} current={current} />
      {children}
    </>
  );
}
