import type { Metadata } from "next";
import { create } from "#app/(admin)/brands/actions.ts";
import { NewBrand } from "#components/admin/brands/new-brand.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { requireActor } from "#lib/http/next/session.ts";

export const metadata: Metadata = { title: "New brand · Brands" };

export default async function NewBrandPage() {
  await requireActor("admin", "marketer");
  return (
    <>
      <PageHeader title="New brand" crumbs={[{ href: "/brands", label: "Brands" }]} />
      <NewBrand create={create} />
    </>
  );
}
