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
import { healthWords, platformWords } from "#components/admin/network/network-words.ts";
import { SearchField } from "#components/ui/search-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { platforms } from "#lib/promotions/contract.ts";
import { type ServerHealth, serverHealths, serverSorts } from "#lib/promotions/network-contract.ts";

const any = "any";
const sortChoices = [
  { id: "name", label: "Name" },
  { id: "members", label: "Members" },
  { id: "batch", label: "Batch size" },
  { id: "seen", label: "Longest silent" },
];

/** Every filter stands in the address, so that Back and sharing work. */
export function ServerFilters({
  counts,
  regions,
}: {
  readonly counts: Readonly<Record<ServerHealth, number>>;
  readonly regions: readonly string[];
}) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      health: parseAsArrayOf(parseAsStringLiteral(serverHealths)).withDefault([]),
      platform: parseAsArrayOf(parseAsStringLiteral(platforms)).withDefault([]),
      region: parseAsString.withDefault(""),
      sort: parseAsStringLiteral(serverSorts).withDefault("name"),
      page: parseAsString,
    },
    { shallow: false, startTransition },
  );
  return (
    <div
      aria-busy={isPending}
      className="mt-5 mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        <FilterChips
          legend="Health"
          chips={serverHealths.map((id) => ({ id, word: healthWords[id], count: counts[id] }))}
          chosen={query.health}
          onChange={(health) =>
            void setQuery({ health: health.length ? [...health] : null, page: null })
          }
        />
        <FilterChips
          legend="Platforms"
          chips={platforms.map((id) => ({ id, word: platformWords[id] }))}
          chosen={query.platform}
          onChange={(platform) =>
            void setQuery({ platform: platform.length ? [...platform] : null, page: null })
          }
        />
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <SearchField
          label="Search promo servers"
          placeholder="Name or id"
          className="w-44"
          value={query.q}
          onChange={(q) =>
            void setQuery({ q: q || null, page: null }, { limitUrlUpdates: debounce(250) })
          }
        />
        {regions.length ? (
          <Select
            label={<span className="sr-only">Region</span>}
            className="w-36"
            choices={[
              { id: any, label: "Every region" },
              ...regions.map((id) => ({ id, label: id })),
            ]}
            selectedKey={query.region || any}
            onSelectionChange={(key) =>
              void setQuery({ region: key === any ? null : String(key), page: null })
            }
          />
        ) : null}
        <Select
          label={<span className="sr-only">Order</span>}
          className="w-40"
          choices={sortChoices}
          selectedKey={query.sort}
          onSelectionChange={(key) =>
            void setQuery({ sort: serverSorts.find((sort) => sort === key) ?? null, page: null })
          }
        />
      </div>
    </div>
  );
}
