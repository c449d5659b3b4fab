import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import { playOutcomes, playReasons } from "#lib/plays/contract.ts";

const parsers = {
  campaign: parseAsString,
  game: parseAsString,
  brand: parseAsString,
  outcome: parseAsStringLiteral(playOutcomes),
  reason: parseAsStringLiteral(playReasons),
  find: parseAsString.withDefault(""),
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};
const load = createLoader(parsers);
const serialize = createSerializer(parsers);

export type DrawQuery = inferParserType<typeof parsers>;

export const drawQuery = {
  parse: (params: SearchParams): DrawQuery => load(params),
  href: (path: string, query: Partial<DrawQuery>): string => serialize(path, query),
};
