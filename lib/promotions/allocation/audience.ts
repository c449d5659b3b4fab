// Who may carry a promotion: region, language, platform, size and category, and which of them binds.

/** What is known of a promo server. Unknown is no match for a promotion that asks for it. */
export interface PromoServerTraits {
  readonly region?: string | null;
  readonly language?: string | null;
  readonly platform?: string | null;
  readonly userCount?: number | null;
  readonly blockedCategories?: readonly string[];
}

/** What a promotion asks of its promo servers. Empty, absent and null ask for nothing. */
export interface Audience {
  readonly regions?: readonly string[];
  readonly languages?: readonly string[];
  readonly platforms?: readonly string[];
  readonly minUsers?: number;
  readonly maxUsers?: number | null;
  readonly category?: string;
}

export const audienceFilters = ["region", "language", "platform", "size", "category"] as const;
export type AudienceFilter = (typeof audienceFilters)[number];

const isAmong = (asked: readonly string[] | undefined, has: string | null | undefined) =>
  !asked?.length || (typeof has === "string" && asked.includes(has));

function hasSize({ minUsers = 0, maxUsers = null }: Audience, count: number | null): boolean {
  if (minUsers <= 0 && maxUsers === null) return true;
  return count !== null && count >= minUsers && (maxUsers === null || count <= maxUsers);
}

const tests: Record<AudienceFilter, (audience: Audience, traits: PromoServerTraits) => boolean> = {
  region: (audience, traits) => isAmong(audience.regions, traits.region),
  language: (audience, traits) => isAmong(audience.languages, traits.language),
  platform: (audience, traits) => isAmong(audience.platforms, traits.platform),
  size: (audience, traits) => hasSize(audience, traits.userCount ?? null),
  category: ({ category = "" }, { blockedCategories = [] }) =>
    category === "" || !blockedCategories.includes(category),
};

/** Whether the promo server may carry it, by every filter but `without`. */
export function isInAudience(
  audience: Audience,
  traits: PromoServerTraits,
  without?: AudienceFilter,
): boolean {
  return audienceFilters.every((name) => name === without || tests[name](audience, traits));
}

/** The same text for audiences that ask for the same. "" asks for nothing. */
export function audienceKey(audience: Audience | undefined): string {
  if (!audience) return "";
  const { regions = [], languages = [], platforms = [], category = "" } = audience;
  const { minUsers = 0, maxUsers = null } = audience;
  const lists = [regions, languages, platforms].map((each) => [...each].sort());
  const asks = lists.some((each) => each.length > 0) || category !== "";
  if (!asks && minUsers <= 0 && maxUsers === null) return "";
  return JSON.stringify([...lists, minUsers, maxUsers, category]);
}

function sizeInWords({ minUsers = 0, maxUsers = null }: Audience): string {
  if (maxUsers === null) return `${minUsers} members or more`;
  return minUsers > 0 ? `${minUsers} to ${maxUsers} members` : `at most ${maxUsers} members`;
}

const listed = (words: readonly string[] = []) => words.join(" or ");

/** The filter as a part of a sentence: "its region (EU or US)". */
export function filterInWords(filter: AudienceFilter, audience: Audience): string {
  switch (filter) {
    case "region":
      return `its region (${listed(audience.regions)})`;
    case "language":
      return `its language (${listed(audience.languages)})`;
    case "platform":
      return `its platform (${listed(audience.platforms)})`;
    case "size":
      return `its size (${sizeInWords(audience)})`;
    case "category":
      return `its category (${audience.category ?? ""}, which some promo servers do not take)`;
  }
}

/** The filter without which the most promo servers would do; undefined when none of them keeps any out. */
export function bindingFilter(
  audience: Audience,
  servers: readonly PromoServerTraits[],
): AudienceFilter | undefined {
  const count = (without?: AudienceFilter) =>
    servers.filter((traits) => isInAudience(audience, traits, without)).length;
  let most = count();
  let binding: AudienceFilter | undefined;
  for (const filter of audienceFilters) {
    const without = count(filter);
    if (without > most) {
      most = without;
      binding = filter;
    }
  }
  // Two filters can keep out the same promo servers; then dropping one alone helps nobody.
  const alone = audienceFilters.map((filter) => ({
    filter,
    fit: servers.filter((traits) => tests[filter](audience, traits)).length,
  }));
  const narrowest = alone.reduce((a, b) => (b.fit < a.fit ? b : a));
  return binding ?? (narrowest.fit < servers.length ? narrowest.filter : undefined);
}
