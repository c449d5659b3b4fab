"use client";

import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { SavedViews } from "#components/admin/saved-views.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { zoneCity } from "#components/ui/format-time.ts";
import { SearchField } from "#components/ui/search-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";

const any = "any";
const outcomes = [
  { id: any, label: "Any result" },
  { id: "WIN", label: "Wins" },
  { id: "LOSE", label: "No coupon" },
  { id: "VOID", label: "Void" },
];
const reasons = [
  { id: any, label: "Any reason" },
  { id: "DRAW", label: "The draw" },
  { id: "CAP", label: "Limit of wins" },
  { id: "POOL", label: "Pool empty" },
  { id: "WINDOW", label: "Outside the window" },
  { id: "POISON", label: "Not decidable" },
];

const parsers = {
  campaign: parseAsString,
  game: parseAsString,
  brand: parseAsString,
  outcome: parseAsString,
  reason: parseAsString,
  find: parseAsString.withDefault(""),
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};

type Name = "campaign" | "game" | "brand" | "outcome" | "reason";

/** Every filter stands in the address; a change goes back to the newest page. */
export function DrawFilters({
  campaigns,
  games,
  brands,
  zone,
}: {
  readonly campaigns: readonly Choice[];
  /** Of the campaign that is looked at; none as long as none is chosen. */
  readonly games: readonly Choice[];
  readonly brands: readonly Choice[];
  readonly zone: string;
}) {
  const [isPending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(parsers, { shallow: false, startTransition });
  const pick = (name: Name, label: string, choices: readonly Choice[]) => (
    <Select
      label={label}
      className="w-40"
      choices={choices}
      selectedKey={query[name] ?? any}
      onSelectionChange={(key) =>
        void setQuery({
          [name]: key === any ? null : String(key),
          cursor: null,
          // A game belongs to one campaign: with another one chosen it would match nothing.
          ...(name === "campaign" ? { game: null } : {}),
        })
      }
    />
  );
  const typed = (name: "from" | "to", label: string) => (
    <TextField
      label={label}
      className="w-52"
      type="datetime-local"
      value={query[name] ?? ""}
      onChange={(text) =>
        void setQuery({ [name]: text || null, cursor: null }, { limitUrlUpdates: debounce(400) })
      }
    />
  );
  const filtered = Object.values(query).some((value) => value !== null && value !== "");
  return (
    <div aria-busy={isPending} className="mt-5 mb-4 flex flex-wrap items-end gap-2.5">
      {campaigns.length
        ? pick("campaign", "Campaign", [{ id: any, label: "All campaigns" }, ...campaigns])
        : null}
      {games.length > 1 || query.game
        ? pick("game", "Game", [{ id: any, label: "All games" }, ...games])
        : null}
      {pick("brand", "Brand", [{ id: any, label: "All brands" }, ...brands])}
      {pick("outcome", "Result", outcomes)}
      {pick("reason", "Reason", reasons)}
      {typed("from", `From (${zoneCity(zone)})`)}
      {typed("to", `To (${zoneCity(zone)})`)}
      <SearchField
        label="Play or player id"
        className="w-56"
        value={query.find}
        onChange={(find) =>
          void setQuery({ find: find || null, cursor: null }, { limitUrlUpdates: debounce(250) })
        }
      />
      {campaigns.length ? <SavedViews room="draws" /> : null}
      {filtered ? (
        <Button look="quiet" onPress={() => void setQuery(null)}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
