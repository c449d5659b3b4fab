"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { generateCodesSchema, poolInputSchema } from "#lib/coupons/contract.ts";
import { generateImport } from "#lib/coupons/generate-import.ts";
import { archivePool, createPool, editPool } from "#lib/coupons/pools.ts";
import { action } from "#lib/http/next/action.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

const staff = ["admin", "marketer"] as const;

export const create = action(staff, poolInputSchema, async (context) => {
  const { poolId } = await createPool(changeDeps(context), context.actor, context.input);
  return { href: `/pools/${toPublicId("pool", poolId)}/import` };
});

export const edit = action(
  staff,
  z.strictObject({ poolId: z.uuid(), ...poolInputSchema.omit({ brandId: true }).shape }),
  (context) => editPool(changeDeps(context), context.actor, context.input),
);

export const archive = action(
  staff,
  z.strictObject({ poolId: z.uuid(), archived: z.boolean() }),
  (context) => archivePool(changeDeps(context), context.actor, context.input),
);

export const generate = action(staff, generateCodesSchema, async (context) => {
  const { importId } = await generateImport(changeDeps(context), context.actor, context.input);
  return { importId: toPublicId("imp", importId) };
});
