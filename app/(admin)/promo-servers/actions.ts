"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { action } from "#lib/http/next/action.ts";
import { blockServer } from "#lib/promotions/block-server.ts";
import { editServer, serverSettingsSchema } from "#lib/promotions/edit-server.ts";

const staff = ["admin", "marketer"] as const;
const one = z.strictObject({ serverId: z.uuid() });
const fields = serverSettingsSchema.shape;

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

/** The whole form: a field that was emptied takes its limit off. */
const termsForm = one.extend({
  name: z.string().trim().max(120).default(""),
  manualWeight: z
    .number()
    .min(0.001, "The smallest weight is 0.001; block the promo server to give it nothing.")
    .max(4, "The largest weight is 4.")
    .nullable()
    .default(null),
  batchMax: fields.batchMax.default(null),
  postsPerDayMax: fields.postsPerDayMax.default(null),
  messagesBetween: fields.messagesBetween.default(0),
  blockedCategories: wordList,
});

export const change = action(staff, termsForm, (context) =>
  editServer(changeDeps(context), context.actor, context.input),
);

export const block = action(
  staff,
  one.extend({ reason: z.string().trim().min(1, "Say why.").max(300) }),
  async (context) => {
    await blockServer(changeDeps(context), context.actor, context.input);
  },
);

export const unblock = action(staff, one, ({ input: { serverId }, ...context }) =>
  editServer(changeDeps(context), context.actor, { serverId, isBlocked: false }),
);
