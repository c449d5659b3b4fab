"use server";

import { codeDeps } from "#app/(admin)/use-case-deps.ts";
import { showCodeSchema } from "#lib/coupons/contract.ts";
import { showCode } from "#lib/coupons/show-code.ts";
import { action } from "#lib/http/next/action.ts";

/** The code goes to the one who asked, once; no page has it in its HTML. */
export const show = action(["admin", "marketer"], showCodeSchema, (context) =>
  showCode(codeDeps(context), context.actor, context.input),
);
