import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import { promotionStates, tierNames } from "#lib/promotions/contract.ts";
import { type ListPromotionRows, promotionSorts } from "#lib/promotions/network-contract.ts";

const parsers = {
  q: parseAsString.withDefault(""),
  state: parseAsArrayOf(parseAsStringLiteral(promotionStates)).withDefault([]),
  tier: parseAsStringLiteral(tierNames),
  sort: parseAsStringLiteral(promotionSorts).withDefault("ends"),
  page: parseAsInteger.withDefault(1),
};
const load = createLoader(parsers);
const serialize = createSerializer(parsers);
type Query = inferParserType<typeof parsers>;

/** The list's state as it stands in the address. What somebody typed there by hand is clipped, not trusted. */
export const promotionQuery = {
  parse(params: SearchParams): Query {
    const query = load(params);
    return {
      ...query,
      q: query.q.slice(0, 80),
      page: Math.min(100_000, Math.max(1, query.page)),
    };
  },
  filtersOf({ state, tier, ...rest }: Query): ListPromotionRows {
    return { ...rest, states: state, tiers: tier ? [tier] : [] };
  },
  isFiltered: ({ q, state, tier }: Query): boolean => q !== "" || tier !== null || state.length > 0,
  href: (path: string, query: Partial<Query>): string => serialize(path, query),
};
