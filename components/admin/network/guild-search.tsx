"use client";

import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { SearchField } from "#components/ui/search-field.tsx";

export function GuildSearch() {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(
    { q: parseAsString.withDefault(""), page: parseAsString },
    { shallow: false, startTransition },
  );
  return (
    <div aria-busy={isPending} className="mb-4">
      <SearchField
        label="Search what is connected"
        placeholder="Guild, channel or region"
        className="w-60"
        value={query.q}
        onChange={(q) =>
          void setQuery({ q: q || null, page: null }, { limitUrlUpdates: debounce(250) })
        }
      />
    </div>
  );
}
