"use client";

import Link from "next/link";
import { DocLongText, DocNumber, DocText } from "#components/admin/editor/doc-fields.tsx";
import { fieldId, writePath } from "#components/admin/editor/doc-path.ts";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#components/ui/format-number.ts";
import { NumberField } from "#components/ui/number-field.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";

export function PrizeCard({ game, index }: { readonly game: number; readonly index: number }) {
  const { doc, change, published } = useEditor();
  const owner = doc.games[game];
  const prize = owner?.prizes[index];
  if (!owner || !prize) return null;
  const path = `games.${game}.prizes.${index}`;
  const name = prize.name || `Prize ${index + 1}`;
  const fixed = published?.games.some((each) => each.id === owner.id) ?? false;
  const remove = () => {
    const before = doc;
    const games = doc.games.map((each) =>
      each.id === owner.id
        ? { ...each, prizes: each.prizes.filter((other) => other.id !== prize.id) }
        : each,
    );
    change({ ...doc, games });
    toast.done(`${name} was removed.`, () => change(before));
  };
  return (
    <fieldset
      id={fieldId(path)}
      className="flex flex-col gap-4 border border-dashed border-rule-2 p-4"
    >
      <legend className="px-1.5 font-semibold">{name}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <DocText path={`${path}.name`} label="What can be won" maxLength={80} />
        <BrandField path={path} />
        <PoolField path={path} />
        <div className="grid grid-cols-2 gap-4">
          <DocNumber path={`${path}.quantity`} label="Coupons" max={10_000_000} />
          <DocNumber path={`${path}.weight`} label="Weight" min={0.1} max={1000} step={0.1} />
        </div>
      </div>
      <details>
        <summary className="cursor-pointer font-semibold">
          The ticket, its value and its limit
        </summary>
        <TicketFields path={path} />
      </details>
      <div>
        <Button look="danger" isDisabled={fixed} aria-label={`Remove ${name}`} onPress={remove}>
          Remove
        </Button>
      </div>
    </fieldset>
  );
}

function TicketFields({ path }: { readonly path: string }) {
  const at = `${path}.template`;
  const days = useDocField<number | null>(
    `${at}.expiresAfterDays`,
    "0: as long as the code itself.",
  );
  const value = useDocField<number>(`${path}.valueMinor`);
  return (
    <div className="mt-4 grid gap-4 sm:grid-cols-2">
      <DocText path={`${at}.headline`} label="Headline of the ticket" maxLength={60} />
      <DocText path={`${at}.howToRedeem`} label="How to redeem" maxLength={240} />
      <DocText path={`${at}.redeemUrl`} label="Shop link" hint="Starts with https://" />
      <NumberField
        id={days.id}
        label="Days to redeem"
        hint={days.hint}
        errors={days.errors}
        isDisabled={days.isDisabled}
        value={days.value ?? 0}
        onChange={(next) => days.set(next > 0 ? next : null)}
        minValue={0}
        maxValue={3650}
      />
      <DocLongText path={`${at}.terms`} label="Terms on the ticket" rows={3} maxLength={600} />
      <div className="grid content-start gap-4">
        <NumberField
          id={value.id}
          label="Value"
          hint={value.hint}
          errors={value.errors}
          isDisabled={value.isDisabled}
          value={value.value / 100}
          onChange={(next) => value.set(Math.round((Number.isNaN(next) ? 0 : next) * 100))}
          minValue={0}
          formatOptions={{ style: "currency", currency: "EUR" }}
        />
        <DocNumber
          path={`${path}.winsPerPlayer`}
          label="Wins a player of this prize"
          hint="0: only the limit of the game."
          max={1000}
        />
      </div>
    </div>
  );
}

function BrandField({ path }: { readonly path: string }) {
  const { doc, facts, change } = useEditor();
  const field = useDocField<string>(`${path}.brandId`);
  const choices = facts.brands
    .filter((brand) => !brand.archived || brand.id === field.value)
    .map(({ id, name }) => ({ id, label: name }));
  // Brand and pool change together: a pool never feeds another brand's prize.
  const choose = (brandId: string) =>
    change(
      writePath(
        writePath(doc, `${path}.brandId`, brandId),
        `${path}.poolId`,
        firstPool(facts, brandId),
      ),
    );
  return (
    <Select
      id={field.id}
      label="Brand"
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      choices={choices}
      selectedKey={field.value}
      onSelectionChange={(key) => key !== null && choose(String(key))}
    />
  );
}

function firstPool(facts: ChecklistFacts, brandId: string): string | null {
  return facts.pools.find((pool) => pool.brandId === brandId && !pool.archived)?.id ?? null;
}

/** The pool, with the live count of whether it can feed what is asked. */
function PoolField({ path }: { readonly path: string }) {
  const { doc, facts } = useEditor();
  const field = useDocField<string | null>(`${path}.poolId`);
  const brand = useDocField<string>(`${path}.brandId`);
  const choices = facts.pools
    .filter((pool) => pool.brandId === brand.value && (!pool.archived || pool.id === field.value))
    .map((pool) => ({ id: pool.id, label: pool.name, hint: `${formatCount(free(pool))} free` }));
  const pool = facts.pools.find((each) => each.id === field.value);
  const asked = doc.games
    .flatMap((game) => game.prizes)
    .filter((prize) => prize.poolId === field.value)
    .reduce((sum, prize) => sum + prize.quantity, 0);
  if (choices.length === 0) {
    return (
      <p className="self-end">
        This brand has no coupon pool.{" "}
        <Link className="link" href={`/pools/new?brand=${brand.value}`}>
          New coupon pool
        </Link>
      </p>
    );
  }
  const short = pool !== undefined && free(pool) < asked;
  const stock = pool ? `The pool has ${formatCount(free(pool))} of ${formatCount(asked)}.` : "";
  return (
    <Select
      id={field.id}
      label="Coupon pool"
      hint={short ? field.hint : [stock, field.hint].filter(Boolean).join(" ")}
      errors={short ? [stock] : field.errors}
      isDisabled={field.isDisabled}
      choices={choices}
      selectedKey={field.value}
      onSelectionChange={(key) => key !== null && field.set(String(key))}
    />
  );
}

function free(pool: { readonly available: number; readonly promised: number }): number {
  return Math.max(0, pool.available - pool.promised);
}
