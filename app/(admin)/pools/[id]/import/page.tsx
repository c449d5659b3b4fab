import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { loadPool } from "#app/(admin)/pools/[id]/load-pool.ts";
import { generate } from "#app/(admin)/pools/actions.ts";
import { AddCodes } from "#components/admin/pools/add-codes.tsx";
import { ImportProgress } from "#components/admin/pools/import-progress.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { readImport } from "#lib/coupons/list-imports.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<{ import?: string }>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Add codes · ${(await loadPool((await params).id)).name}` };
}

export default async function ImportPage({ params, searchParams }: Props) {
  const { id } = await params;
  const pool = await loadPool(id);
  const asked = (await searchParams).import;
  const poolHref = `/pools/${id}`;
  return (
    <>
      <PageHeader
        title="Add codes"
        crumbs={[
          { href: "/pools", label: "Coupon pools" },
          { href: poolHref, label: pool.name },
        ]}
      >
        <span>
          {pool.brandName} · {pool.name}
        </span>
      </PageHeader>
      <div className="mt-5">
        {asked ? (
          <ImportProgress
            key={asked}
            publicId={asked}
            initial={await loadImport(asked)}
            poolHref={poolHref}
          />
        ) : (
          <AddCodes poolId={pool.id} publicPoolId={id} generate={generate} />
        )}
      </div>
    </>
  );
}

async function loadImport(publicId: string) {
  const actor = await requireActor("admin", "marketer");
  const importId = fromPublicId("imp", publicId);
  if (!importId) notFound();
  const { database } = await webRuntime();
  try {
    return await readImport(database.sql, actor, { importId });
  } catch (error) {
    if (error instanceof AppError && error.code === "import_not_found") notFound();
    throw error;
  }
}
