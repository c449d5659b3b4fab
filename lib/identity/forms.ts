// What the identity forms send. Pure zod, so that the actions and their tests share it.

import { z } from "zod";
import { apiKeyScopes, roles } from "#lib/identity/contract.ts";

const email = z
  .email("Type an e-mail address, like mira@example.com.")
  .max(200)
  .transform((text) => text.toLowerCase());

export const passwordMin = 12;

export const newPassword = z
  .string("Choose a password.")
  .min(passwordMin, `Use at least ${passwordMin} characters; a few words do.`)
  .max(128, "Use at most 128 characters.");

const name = z.string("Type a name.").trim().min(1, "Type a name.").max(80);

const timeZone = z
  .string("Choose a time zone.")
  .max(60)
  .refine(isTimeZone, "This is no time zone, like Europe/Berlin.");

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const setupForm = z.strictObject({
  token: z.string().max(100),
  name,
  email,
  password: newPassword,
  timeZone,
});

export const loginForm = z.strictObject({
  email,
  password: z.string("Type your password.").min(1, "Type your password.").max(128),
});

export const secondFactorForm = z.strictObject({
  code: z
    .string("Type the code.")
    .trim()
    .min(6, "The code has six digits; a back-up code is longer.")
    .max(40),
});

const brandId = z.uuid().nullable().default(null);

export const inviteForm = z.strictObject({ email, role: z.enum(roles), brandId });

export const roleForm = z.strictObject({ userId: z.uuid(), role: z.enum(roles), brandId });

export const disableForm = z.strictObject({ userId: z.uuid(), disabled: z.boolean() });

export const keyForm = z.strictObject({
  name,
  scopes: z.array(z.enum(apiKeyScopes)).min(1, "Choose at least one scope."),
  brandId,
  /** Days until it ends; null: until it is revoked. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(null),
});

export const revokeForm = z.strictObject({ id: z.string().max(60) });

export const partnerKeyForm = z.strictObject({
  name,
  campaignId: z.uuid().nullable().default(null),
});

export const profileForm = z.strictObject({ name, timeZone });

export const passwordForm = z.strictObject({
  currentPassword: z.string("Type your present password.").min(1, "Type your present password."),
  newPassword,
});

export const startTotpForm = z.strictObject({
  currentPassword: z.string("Type your password.").min(1, "Type your password.").max(128),
});
