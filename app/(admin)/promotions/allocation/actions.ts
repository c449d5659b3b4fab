"use server";

import { z } from "zod";
import { allocationDeps } from "#app/(admin)/promotions/promotion-deps.ts";
import type { AllocationPreview } from "#components/admin/network/reallocate.tsx";
import { plural } from "#components/ui/format-number.ts";
import { action } from "#lib/http/next/action.ts";
import { allocateNow } from "#lib/promotions/allocate-now.ts";
import { nameChanges } from "#lib/promotions/network-allocation.ts";
import { previewAllocation } from "#lib/promotions/preview-allocation.ts";

const staff = ["admin", "marketer"] as const;

export const preview = action(
  staff,
  z.strictObject({}),
  async (context): Promise<AllocationPreview> => {
    const diff = await previewAllocation(allocationDeps(context), context.actor);
    const { version, added, removed, figures, short } = diff;
    return {
      version,
      added: added.length,
      removed: removed.length,
      moved: figures.moved,
      shortfall: short.reduce((sum, { missing }) => sum + missing, 0),
      changes: await nameChanges(context.runtime.database.sql, context.actor, diff),
    };
  },
);

/** What the preview showed, or nothing. */
export const allocate = action(
  staff,
  z.strictObject({ version: z.number().int().min(0) }),
  async (context) => {
    const expectedVersion = context.input.version;
    const { version, added, removed } = await allocateNow(allocationDeps(context), context.actor, {
      expectedVersion,
    });
    const changes = added.length + removed.length;
    return {
      sentence: `Version ${version} is in force: ${changes === 0 ? "nothing had to change" : plural(changes, "change")}.`,
    };
  },
);
