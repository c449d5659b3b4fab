"use client";

import {
  debounce,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useTransition } from "react";
import { FilterChips } from "#components/admin/network/filter-chips.tsx";
import { stateWords, tierWords } from "#components/admin/network/network-words.ts";
import { SearchField } from "#components/ui/search-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { type PromotionState, promotionStates, tierNames } from "#lib/promotions/contract.ts";
import { promotionSorts } from "#lib/promotions/network-contract.ts";

const any = "any";
const tierChoices = [
  { id: any, label: "Every tier" },
  ...tierNames.map((id) => ({ id, label: tierWords[id] })),
];
const sortChoices = [
  { id: "ends", label: "End" },
  { id: "starts", label: "Start" },
  { id: "app", label: "App" },
  { id: "short", label: "Short ones first" },
];

/** Every filter stands in the address, so that Back and sharing work. */
export function PromotionFilters({
  counts,
}: {
  readonly counts: Readonly<Record<PromotionState, number>>;
}) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      state: parseAsArrayOf(parseAsStringLiteral(promotionStates)).withDefault([]),
      tier: parseAsStringLiteral(tierNames),
      sort: parseAsStringLiteral(promotionSorts).withDefault("ends"),
      page: parseAsString,
    },
    { shallow: false, startTransition },
  );
  return (
    <div
      aria-busy={isPending}
      className="mt-5 mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <FilterChips
        legend="States"
        chips={promotionStates.map((id) => ({ id, word: stateWords[id], count: counts[id] }))}
        chosen={query.state}
        onChange={(state) => void setQuery({ state: state.length ? [...state] : null, page: null })}
      />
      <div className="flex flex-wrap items-end gap-2">
        <SearchField
          label="Search promotions"
          placeholder="App or campaign id"
          className="w-48"
          value={query.q}
          onChange={(q) =>
            void setQuery({ q: q || null, page: null }, { limitUrlUpdates: debounce(250) })
          }
        />
        <Select
          label={<span className="sr-only">Tier</span>}
          className="w-32"
          choices={tierChoices}
          selectedKey={query.tier ?? any}
          onSelectionChange={(key) =>
            void setQuery({ tier: tierNames.find((tier) => tier === key) ?? null, page: null })
          }
        />
        <Select
          label={<span className="sr-only">Order</span>}
          className="w-40"
          choices={sortChoices}
          selectedKey={query.sort}
          onSelectionChange={(key) =>
            void setQuery({ sort: promotionSorts.find((sort) => sort === key) ?? null, page: null })
          }
        />
      </div>
    </div>
  );
}
