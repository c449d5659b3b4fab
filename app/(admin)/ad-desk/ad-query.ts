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
import { adReviews, adStatuses } from "#lib/ads/contract.ts";
import { deskSorts, type ListDesk } from "#lib/ads/desk-contract.ts";

const parsers = {
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(adStatuses)).withDefault([]),
  review: parseAsStringLiteral(adReviews),
  priority: parseAsInteger,
  sort: parseAsStringLiteral(deskSorts).withDefault("newest"),
  page: parseAsInteger.withDefault(1),
};
const load = createLoader(parsers);
const serialize = createSerializer(parsers);
type Query = inferParserType<typeof parsers>;

/** The list's state as it stands in the address. What somebody typed there by hand is clipped, not trusted. */
export const adQuery = {
  parse(params: SearchParams): Query {
    const query = load(params);
    const { priority } = query;
    return {
      ...query,
      q: query.q.slice(0, 80),
      priority: priority !== null && priority >= 1 && priority <= 5 ? priority : null,
      page: Math.min(100_000, Math.max(1, query.page)),
    };
  },
  filtersOf({ status, ...rest }: Query): ListDesk {
    return { ...rest, statuses: status };
  },
  isFiltered: ({ q, status, review, priority }: Query): boolean =>
    q !== "" || review !== null || priority !== null || status.length > 0,
  href: (path: string, query: Partial<Query>): string => serialize(path, query),
};
