"use client";

import {
  debounce,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useTransition } from "react";
import { reviewWords, statusWords } from "#components/admin/ads/ad-words.ts";
import { FilterChips } from "#components/admin/network/filter-chips.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { type AdStatus, adReviews, adStatuses } from "#lib/ads/contract.ts";
import { deskSorts } from "#lib/ads/desk-contract.ts";

const any = "any";
const reviewChoices = [
  { id: any, label: "Every review" },
  ...adReviews.map((id) => ({ id, label: reviewWords[id] })),
];
const priorityChoices = [
  { id: any, label: "Every priority" },
  ...[1, 2, 3, 4, 5].map((id) => ({ id: String(id), label: `P${id}` })),
];
const sortChoices = [
  { id: "newest", label: "Newest first" },
  { id: "oldest", label: "Oldest first" },
  { id: "score", label: "Best score first" },
];

/** Every filter stands in the address, so that Back and sharing work. */
export function AdFilters({ counts }: { readonly counts: Readonly<Record<AdStatus, number>> }) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      status: parseAsArrayOf(parseAsStringLiteral(adStatuses)).withDefault([]),
      review: parseAsStringLiteral(adReviews),
      priority: parseAsInteger,
      sort: parseAsStringLiteral(deskSorts).withDefault("newest"),
      page: parseAsString,
    },
    { shallow: false, startTransition },
  );
  return (
    <div
      aria-busy={isPending}
      className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <FilterChips
        legend="States"
        chips={adStatuses.map((id) => ({ id, word: statusWords[id], count: counts[id] }))}
        chosen={query.status}
        onChange={(status) =>
          void setQuery({ status: status.length ? [...status] : null, page: null })
        }
      />
      <div className="flex flex-wrap items-end gap-2">
        <SearchField
          label="Search ads"
          placeholder="Title"
          className="w-44"
          value={query.q}
          onChange={(q) =>
            void setQuery({ q: q || null, page: null }, { limitUrlUpdates: debounce(250) })
          }
        />
        <Select
          label={<span className="sr-only">Review</span>}
          className="w-36"
          choices={reviewChoices}
          selectedKey={query.review ?? any}
          onSelectionChange={(key) =>
            void setQuery({ review: adReviews.find((each) => each === key) ?? null, page: null })
          }
        />
        <Select
          label={<span className="sr-only">Priority</span>}
          className="w-36"
          choices={priorityChoices}
          selectedKey={query.priority === null ? any : String(query.priority)}
          onSelectionChange={(key) =>
            void setQuery({ priority: key === any ? null : Number(key), page: null })
          }
        />
        <Select
          label={<span className="sr-only">Order</span>}
          className="w-40"
          choices={sortChoices}
          selectedKey={query.sort}
          onSelectionChange={(key) =>
            void setQuery({ sort: deskSorts.find((sort) => sort === key) ?? null, page: null })
          }
        />
      </div>
    </div>
  );
}
