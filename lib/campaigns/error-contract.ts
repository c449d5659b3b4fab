import type { ErrorSpec } from "#lib/platform/errors.ts";

/** What the codes of campaigns and brands mean; lib/http merges the tables of all domains. */
export const campaignErrors = {
  brand_slug_taken: { status: 409, sentence: "Another brand has this address already." },
  brand_in_use: {
    status: 409,
    sentence: "The brand gives prizes in a campaign that is not over. End or archive that first.",
  },
  logo_invalid: {
    status: 422,
    sentence: "The logo must be a PNG, JPEG or WebP picture of at most 5 MB and 25 megapixels.",
  },
  time_zone_unknown: { status: 422, sentence: "There is no such time zone." },
  revision_not_found: { status: 404, sentence: "There is no such revision." },
  campaign_not_found: { status: 404, sentence: "There is no such campaign." },
  campaign_slug_taken: { status: 409, sentence: "Another campaign has this address already." },
  campaign_not_publishable: {
    status: 422,
    sentence: "The campaign is not ready to publish. The checklist names what is missing.",
  },
  campaign_state: { status: 409, sentence: "The campaign is not in a state that allows this." },
  field_locked: {
    status: 409,
    sentence: "This field is locked while the campaign is live. Nothing was changed.",
  },
  brand_not_found: { status: 404, sentence: "There is no such brand." },
  version_conflict: {
    status: 409,
    sentence: "Somebody else saved this campaign meanwhile. Compare both versions and keep one.",
  },
} as const satisfies Record<string, ErrorSpec>;
