"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { action } from "#lib/http/next/action.ts";
import { blockServer } from "#lib/promotions/block-server.ts";
import {
  changeServerTerms,
  serverTermsSchema,
  unblockServer,
} from "#lib/promotions/change-server.ts";

const staff = ["admin", "marketer"] as const;
const one = z.strictObject({ serverId: z.guid() });

/** Words with commas between them, as they are typed. */
const wordList = z
  .string()
  .max(2000)
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().max(40, "A category has at most 40 letters.")).max(40));

export const change = action(
  staff,
  serverTermsSchema.extend({ blockedCategories: wordList }),
  (context) => changeServerTerms(changeDeps(context), context.actor, context.input),
);

export const block = action(
  staff,
  one.extend({ reason: z.string().trim().min(1, "Say why.").max(300) }),
  async (context) => {
    await blockServer(changeDeps(context), context.actor, context.input);
  },
);

export const unblock = action(staff, one, async (context) => {
  await unblockServer(changeDeps(context), context.actor, context.input);
});
