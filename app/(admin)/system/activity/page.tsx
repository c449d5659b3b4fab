import type { Metadata } from "next";
import { AuditList } from "#components/admin/audit-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { LinkTabs } from "#components/ui/link-tabs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { readAudit } from "#lib/identity/read-audit.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Activity · System" };

const base = "/system/activity";
const pageSize = 50;

/** What somebody looks for; the rest stands under Everything. */
const subjects = [
  ["user", "People"],
  ["brand", "Brands"],
  ["coupon_pool", "Pools"],
  ["api_key", "API keys"],
  ["partner_key", "Partner keys"],
  ["campaign", "Campaigns"],
  ["setting", "Settings"],
] as const;

type Asked = Readonly<Record<string, string | string[] | undefined>>;

function hrefOf(subjectKind?: string, before?: number): string {
  const query = new URLSearchParams({
    ...(subjectKind ? { of: subjectKind } : {}),
    ...(before ? { before: String(before) } : {}),
  }).toString();
  return query ? `${base}?${query}` : base;
}

/** The audit trail of the whole house. A campaign's own part of it stands on the campaign's page as well. */
export default async function ActivityPage({
  searchParams,
}: {
  readonly searchParams: Promise<Asked>;
}) {
  const actor = await requireActor("admin");
  const asked = await searchParams;
  const subjectKind = subjects.find(([kind]) => kind === asked.of)?.[0];
  const before = Number(asked.before);
  const [{ database }, user] = await Promise.all([webRuntime(), currentUser()]);
  const rows = await readAudit(database.sql, actor, {
    ...(subjectKind ? { subjectKind } : {}),
    ...(Number.isSafeInteger(before) && before > 0 ? { beforeId: before } : {}),
    limit: pageSize + 1,
  });
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return (
    <>
      <PageHeader title="Activity" crumbs={[{ href: "/system", label: "System" }]}>
        <p className="text-ink-2">Who changed what, whatever it was, newest first.</p>
      </PageHeader>
      <LinkTabs
        label="What was changed"
        tabs={[
          { href: base, label: "Everything" },
          ...subjects.map(([kind, label]) => ({ href: hrefOf(kind), label })),
        ]}
        current={hrefOf(subjectKind)}
      />
      <Sheet title="Who changed what" id="activity" className="mt-5">
        {shown.length === 0 ? (
          <EmptyState sentence="Nothing was changed yet." />
        ) : (
          <AuditList rows={shown} zone={user?.timeZone ?? "UTC"} withSubject />
        )}
        {rows.length > pageSize && last ? (
          <LinkButton className="mt-4" href={hrefOf(subjectKind, last.id)}>
            Older
          </LinkButton>
        ) : null}
      </Sheet>
    </>
  );
}
