"use server";

import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { action } from "#lib/http/next/action.ts";
import {
  postingRulesSchema,
  rolloutSchema,
  setPostingRules,
  setRollout,
} from "#lib/promotions/network-settings.ts";

export const rollOut = action(["admin"], rolloutSchema, async (context) => {
  await setRollout(changeDeps(context), context.actor, context.input);
});

export const limit = action(["admin"], postingRulesSchema, async (context) => {
  await setPostingRules(changeDeps(context), context.actor, context.input);
});
