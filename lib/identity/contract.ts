import type { ErrorSpec } from "#lib/platform/errors.ts";

export const roles = ["admin", "marketer", "brand"] as const;
export type Role = (typeof roles)[number];

export const auditActorKinds = ["user", "api_key", "player", "system"] as const;
export type AuditActorKind = (typeof auditActorKinds)[number];

export const apiKeyScopes = [
  "coupons:redeem",
  "ads:write",
  "bot",
  "admin",
  "reports:read",
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** Who asks. Use cases take it first and refuse by it; pages only hide what would be refused. */
export type Actor =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly role: Role;
      readonly brandId: string | null;
    }
  | {
      readonly kind: "api_key";
      readonly keyId: string;
      readonly scopes: readonly ApiKeyScope[];
      readonly ownerId: string;
      readonly brandId: string | null;
    }
  | { readonly kind: "player"; readonly playerId: string; readonly campaignId: string | null }
  | { readonly kind: "system" };

export const identityErrors = {
  setup_done: { status: 404, sentence: "Set-up is finished. Sign in instead." },
  setup_token_invalid: {
    status: 403,
    sentence: "This set-up link is used or too old. Run `npm run setup-token` for a new one.",
  },
  invite_invalid: {
    status: 403,
    sentence: "This invitation is used or too old. Ask an admin for a new one.",
  },
  sign_in_failed: { status: 401, sentence: "E-mail or password is not right. Try again." },
  second_factor_failed: {
    status: 401,
    sentence: "That code is not right or was too late. Type the newest one.",
  },
  second_factor_over: {
    status: 401,
    sentence: "This sign-in took too long or had too many wrong codes. Start again.",
  },
  email_taken: { status: 409, sentence: "Somebody with this e-mail address exists already." },
  user_not_found: { status: 404, sentence: "There is no such person." },
  user_erased: {
    status: 409,
    sentence: "This person's name and address were erased for good. Invite them again.",
  },
  last_admin: {
    status: 409,
    sentence: "This is the last admin who can sign in. Make somebody else admin first.",
  },
  key_not_found: { status: 404, sentence: "There is no such key, or it is revoked already." },
  key_malformed: { status: 401, sentence: "The key is not well formed. Copy it again, whole." },
  key_invalid: { status: 401, sentence: "The key is unknown, expired or revoked." },
  scope_missing: { status: 403, sentence: "The key is valid but lacks the scope for this call." },
  player_token_invalid: {
    status: 401,
    sentence: "The player token is missing, expired or not for this campaign. Ask for a new one.",
  },
} as const satisfies Record<string, ErrorSpec>;
