import type { Metadata } from "next";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function AdminNotFound() {
  return (
    <>
      <PageHeader title="Not found">
        <p>There is nothing at this address. It may be mistyped, or what stood here was removed.</p>
      </PageHeader>
      <div className="mt-5 flex flex-wrap gap-2">
        <LinkButton look="primary" href="/campaigns">
          Campaigns
        </LinkButton>
        <LinkButton href="/">Home</LinkButton>
      </div>
    </>
  );
}
