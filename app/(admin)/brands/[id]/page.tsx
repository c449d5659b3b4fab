import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { archive, changeLogo, edit } from "#app/(admin)/brands/actions.ts";
import { BrandMark } from "#components/admin/brands/brand-mark.tsx";
import { EditBrand } from "#components/admin/brands/edit-brand.tsx";
import { LogoForm } from "#components/admin/brands/logo-form.tsx";
import { PoolTable } from "#components/admin/pools/pool-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { getBrand } from "#lib/campaigns/brands.ts";
import { listPools } from "#lib/coupons/pools.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = { readonly params: Promise<{ id: string }> };

const loadBrand = cache(async (publicId: string) => {
  const actor = await requireActor("admin", "marketer");
  const brandId = fromPublicId("brd", publicId);
  if (!brandId) notFound();
  const { database } = await webRuntime();
  try {
    return await getBrand(database.sql, actor, { brandId });
  } catch (error) {
    if (error instanceof AppError && error.code === "brand_not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${(await loadBrand((await params).id)).name} · Brands` };
}

export default async function BrandPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const brand = await loadBrand(id);
  const { database } = await webRuntime();
  const pools = await listPools(database.sql, actor, { brandId: brand.id });
  return (
    <>
      <PageHeader title={brand.name} crumbs={[{ href: "/brands", label: "Brands" }]}>
        <BrandMark brand={brand} />
        {brand.archivedAt ? <Stamp state="archived" /> : null}
        <code className="text-sm text-ink-2">{id}</code>
      </PageHeader>
      <div className="mt-5 grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <Sheet title="Brand" id="brand">
          <EditBrand brand={brand} edit={edit} archive={archive} />
        </Sheet>
        <Sheet title="Logo" id="logo">
          <LogoForm brand={brand} changeLogo={changeLogo} />
        </Sheet>
      </div>
      <Sheet
        title="Coupon pools"
        id="pools"
        className="mt-[22px]"
        aside={
          pools.length ? (
            <Link className="link text-sm" href={`/pools/new?brand=${brand.id}`}>
              New coupon pool
            </Link>
          ) : null
        }
      >
        {pools.length === 0 ? (
          <EmptyState sentence="No coupon pool yet. A pool holds the single-use codes this brand gives away.">
            <LinkButton href={`/pools/new?brand=${brand.id}`}>New coupon pool</LinkButton>
          </EmptyState>
        ) : (
          <PoolTable pools={pools} labelledBy="pools" />
        )}
      </Sheet>
    </>
  );
}
