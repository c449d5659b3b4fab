import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { PoolListed } from "#lib/coupons/contract.ts";
import { getPool } from "#lib/coupons/pools.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

/** The pool of the address, once a request; an unknown id is a page that does not exist. */
export const loadPool = cache(async (publicId: string): Promise<PoolListed> => {
  const actor = await requireActor("admin", "marketer");
  const poolId = fromPublicId("pool", publicId);
  if (!poolId) notFound();
  const { database } = await webRuntime();
  try {
    return await getPool(database.sql, actor, { poolId });
  } catch (error) {
    if (error instanceof AppError && error.code === "pool_not_found") notFound();
    throw error;
  }
});
