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
import { campaignSorts, campaignStates } from "#lib/campaigns/contract.ts";

const parsers = {
  q: parseAsString.withDefault(""),
  state: parseAsArrayOf(parseAsStringLiteral([...campaignStates, "sold_out"])).withDefault([]),
  sort: parseAsStringLiteral(campaignSorts).withDefault("updated"),
  page: parseAsInteger.withDefault(1),
};
const load = createLoader(parsers);
const serialize = createSerializer(parsers);

/** The list's state as it stands in the address. What somebody typed there by hand is clipped, not trusted. */
export const campaignQuery = {
  parse(params: SearchParams) {
    const query = load(params);
    return { ...query, q: query.q.slice(0, 80), page: Math.max(1, query.page) };
  },
  /** Newest and fullest first; names and dates from their beginning. */
  isDescending: (sort: (typeof campaignSorts)[number]) => sort === "updated" || sort === "left",
  href(path: string, query: Partial<inferParserType<typeof parsers>>): string {
    return serialize(path, query);
  },
};
