"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { archiveBrand, createBrand, editBrand, setBrandLogo } from "#lib/campaigns/brands.ts";
import { brandInputSchema } from "#lib/campaigns/contract.ts";
import { action } from "#lib/http/next/action.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";

const staff = ["admin", "marketer"] as const;
const logoBytesMax = 5 * 1024 * 1024;

export const create = action(staff, brandInputSchema, async (context) => {
  const { brandId } = await createBrand(changeDeps(context), context.actor, context.input);
  return { href: `/brands/${toPublicId("brd", brandId)}` };
});

export const edit = action(
  staff,
  z.strictObject({ brandId: z.uuid(), ...brandInputSchema.shape }),
  (context) => editBrand(changeDeps(context), context.actor, context.input),
);

export const archive = action(
  staff,
  z.strictObject({ brandId: z.uuid(), archived: z.boolean() }),
  (context) => archiveBrand(changeDeps(context), context.actor, context.input),
);

/** An empty file takes the logo away. */
export const changeLogo = action(
  staff,
  z.strictObject({ brandId: z.uuid(), logo: z.instanceof(File).optional() }),
  async (context) => {
    const { brandId, logo } = context.input;
    if (logo && logo.size > logoBytesMax) throw new AppError("logo_invalid");
    const image = logo ? new Uint8Array(await logo.arrayBuffer()) : null;
    await setBrandLogo(changeDeps(context), context.actor, { brandId, image });
  },
);
