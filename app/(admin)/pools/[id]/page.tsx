import type { Metadata } from "next";
import Link from "next/link";
import { takeBack } from "#app/(admin)/draws/void-coupon.ts";
import { loadPool } from "#app/(admin)/pools/[id]/load-pool.ts";
import { archive, edit } from "#app/(admin)/pools/actions.ts";
import { VoidCoupon } from "#components/admin/coupons/void-coupon.tsx";
import { EditPool } from "#components/admin/pools/edit-pool.tsx";
import { ImportHistory } from "#components/admin/pools/import-history.tsx";
import { ledgerParts, poolStamp } from "#components/admin/pools/pool-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { formatDay } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { StackedBar } from "#components/ui/meter.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Table } from "#components/ui/table.tsx";
import type { CouponListed } from "#lib/coupons/contract.ts";
import { listImports } from "#lib/coupons/list-imports.ts";
import { listCoupons } from "#lib/coupons/pools.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ after?: string }>;
};

const pageSize = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadPool((await params).id)).name} · Coupon pools` };
}

export default async function PoolPage({ params, searchParams }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const pool = await loadPool(id);
  const { database } = await webRuntime();
  const asked = (await searchParams).after ?? "0";
  const after = /^\d{1,15}$/.test(asked) ? asked : "0";
  const target = { poolId: pool.id };
  const [imports, coupons, user] = await Promise.all([
    listImports(database.sql, actor, target),
    listCoupons(database.sql, actor, { ...target, after, limit: pageSize + 1 }),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  return (
    <>
      <PageHeader
        title={pool.name}
        crumbs={[{ href: "/pools", label: "Coupon pools" }]}
        actions={
          pool.archivedAt ? null : (
            <LinkButton look="primary" href={`/pools/${id}/import`}>
              Add codes
            </LinkButton>
          )
        }
      >
        {poolStamp(pool)}
        <span>{pool.brandName}</span>
        <code className="text-sm text-ink-2">{id}</code>
      </PageHeader>
      <div className="mt-5 flex flex-col gap-[22px]">
        {pool.lowStock ? (
          <Note>
            <b className="font-semibold">
              {formatCount(pool.available)} of {formatCount(pool.loaded)} codes are left.
            </b>{" "}
            <Link className="link" href={`/pools/${id}/import`}>
              Add codes
            </Link>
            .
          </Note>
        ) : null}
        <Sheet title="Where its codes are" id="ledger">
          <StackedBar parts={ledgerParts(pool)} label={pool.name} />
          <p className="mt-2 text-sm text-ink-2">
            {formatCount(pool.loaded)} loaded.{" "}
            {pool.codesExpireAt
              ? `The codes expire on ${formatDay(pool.codesExpireAt, zone)}.`
              : "The codes have no last day."}
          </p>
        </Sheet>
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <Sheet title="Imports" id="imports">
            {imports.length === 0 ? (
              <EmptyState sentence="No codes were loaded yet. Upload a CSV, paste a list or have codes generated.">
                <LinkButton href={`/pools/${id}/import`}>Add codes</LinkButton>
              </EmptyState>
            ) : (
              <ImportHistory imports={imports} poolHref={`/pools/${id}`} zone={zone} />
            )}
          </Sheet>
          <Sheet title="Pool" id="pool">
            <EditPool pool={pool} zone={zone} edit={edit} archive={archive} />
          </Sheet>
        </div>
        <Codes id={id} coupons={coupons} mayVoid={isPermitted(actor, "coupon", "void")} />
      </div>
    </>
  );
}

function Codes({
  id,
  coupons,
  mayVoid,
}: {
  readonly id: string;
  readonly coupons: readonly CouponListed[];
  readonly mayVoid: boolean;
}) {
  if (coupons.length === 0) return null;
  const shown = coupons.slice(0, pageSize);
  const last = shown.at(-1);
  return (
    <Sheet title="Codes" id="codes">
      <Table labelledBy="codes">
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">State</th>
            {mayVoid ? (
              <th scope="col">
                <span className="sr-only">Void</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {shown.map((coupon) => (
            <tr key={coupon.id}>
              <th scope="row">
                <code>{coupon.mask}</code>
              </th>
              <td>{coupon.state.charAt(0) + coupon.state.slice(1).toLowerCase()}</td>
              {mayVoid ? (
                <td className="n">
                  <VoidCoupon coupon={coupon} act={takeBack} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
      {coupons.length > pageSize && last ? (
        <LinkButton className="mt-4" href={`/pools/${id}?after=${last.id}#codes`}>
          Next {pageSize}
        </LinkButton>
      ) : null}
    </Sheet>
  );
}
