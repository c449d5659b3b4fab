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
import { platforms } from "#lib/promotions/contract.ts";
import { type ListServers, serverHealths, serverSorts } from "#lib/promotions/network-contract.ts";

const parsers = {
  q: parseAsString.withDefault(""),
  health: parseAsArrayOf(parseAsStringLiteral(serverHealths)).withDefault([]),
  platform: parseAsArrayOf(parseAsStringLiteral(platforms)).withDefault([]),
  region: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(serverSorts).withDefault("name"),
  page: parseAsInteger.withDefault(1),
};
const load = createLoader(parsers);
const serialize = createSerializer(parsers);
type Query = inferParserType<typeof parsers>;

/** The list's state as it stands in the address. What somebody typed there by hand is clipped, not trusted. */
export const serverQuery = {
  parse(params: SearchParams): Query {
    const query = load(params);
    return {
      ...query,
      q: query.q.slice(0, 80),
      region: query.region.slice(0, 40),
      page: Math.min(100_000, Math.max(1, query.page)),
    };
  },
  filtersOf({ health, platform, ...rest }: Query): ListServers {
    return { ...rest, healths: health, platforms: platform };
  },
  isFiltered: ({ q, health, platform, region }: Query): boolean =>
    q !== "" || region !== "" || health.length > 0 || platform.length > 0,
  href: (path: string, query: Partial<Query>): string => serialize(path, query),
};
