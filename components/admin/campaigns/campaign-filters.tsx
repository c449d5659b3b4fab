"use client";

import {
  debounce,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useTransition } from "react";
import { ToggleButton } from "react-aria-components";
import { SavedViews } from "#components/admin/saved-views.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { CampaignStateShown } from "#lib/campaigns/contract.ts";

const stateWords: readonly (readonly [CampaignStateShown, string])[] = [
  ["live", "Live"],
  ["scheduled", "Scheduled"],
  ["draft", "Draft"],
  ["paused", "Paused"],
  ["sold_out", "Sold out"],
  ["ended", "Ended"],
  ["archived", "Archived"],
];
const states = stateWords.map(([state]) => state);
const sorts = ["updated", "name", "starts", "ends", "left"] as const;
const sortChoices = [
  { id: "updated", label: "Last changed" },
  { id: "name", label: "Name" },
  { id: "starts", label: "Start" },
  { id: "ends", label: "End" },
  { id: "left", label: "Coupons left" },
];

/** Search, states with their counts, and order: all in the address, so that Back and sharing work. */
export function CampaignFilters({
  counts,
}: {
  readonly counts: Readonly<Record<CampaignStateShown, number>>;
}) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      state: parseAsArrayOf(parseAsStringLiteral(states)).withDefault([]),
      sort: parseAsStringLiteral(sorts).withDefault("updated"),
      page: parseAsString,
    },
    { shallow: false, startTransition },
  );
  const toggle = (state: CampaignStateShown, on: boolean) => {
    const next = on ? [...query.state, state] : query.state.filter((each) => each !== state);
    void setQuery({ state: next.length ? next : null, page: null });
  };
  return (
    <div
      aria-busy={isPending}
      className="mt-5 mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">States</legend>
        {stateWords.map(([state, word]) => (
          <ToggleButton
            key={state}
            isSelected={query.state.includes(state)}
            onChange={(on) => toggle(state, on)}
            className="flex min-h-8 cursor-pointer items-center gap-1.5 rounded-ctl border border-rule-2 bg-sheet px-2.5 text-sm text-ink selected:border-ink selected:bg-ink selected:text-on-ink pointer-coarse:min-h-11"
          >
            {word} <span className="opacity-80">{counts[state]}</span>
          </ToggleButton>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-end gap-2">
        <SearchField
          label="Search campaigns"
          placeholder="Search"
          className="w-44"
          value={query.q}
          onChange={(q) =>
            void setQuery({ q: q || null, page: null }, { limitUrlUpdates: debounce(250) })
          }
        />
        <Select
          label={<span className="sr-only">Order</span>}
          className="w-36"
          choices={sortChoices}
          selectedKey={query.sort}
          onSelectionChange={(sort) => void setQuery({ sort: sort as (typeof sorts)[number] })}
        />
        <SavedViews room="campaigns" />
      </div>
    </div>
  );
}
