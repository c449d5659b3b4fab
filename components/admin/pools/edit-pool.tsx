"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { zoneCity } from "#components/ui/format-time.ts";
import { NumberField } from "#components/ui/number-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import { resolveLocalTime, wallTime } from "#lib/campaigns/zoned-time.ts";
import type { PoolListed, poolInputSchema } from "#lib/coupons/contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

type Edit = { poolId: string } & Omit<z.input<typeof poolInputSchema>, "brandId">;

export function EditPool({
  pool,
  zone,
  edit,
  archive,
}: {
  readonly pool: PoolListed;
  /** Where the pool's last day ends. */
  readonly zone: string;
  readonly edit: Action<Edit, void>;
  readonly archive: Action<{ poolId: string; archived: boolean }, void>;
}) {
  const router = useRouter();
  const form = useActionForm(edit, () => {
    toast.done("The pool is saved.");
    router.refresh();
  });
  const setArchived = (archived: boolean): void =>
    void callAction(archive({ poolId: pool.id, archived })).then((answer) => {
      if (!answer.ok) return toast.failed(answer.message);
      if (archived) toast.done(`${pool.name} is archived.`, () => setArchived(false));
      else toast.done(`${pool.name} is back.`);
      router.refresh();
    });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4">
      <FormFailure failure={form.failure} drawn={["name", "lowStockShare", "codesExpireAt"]} />
      <input type="hidden" name="poolId" value={pool.id} />
      <TextField
        name="name"
        label="Name"
        defaultValue={pool.name}
        errors={form.errorsOf("name")}
        maxLength={80}
      />
      <LastDay pool={pool} zone={zone} errors={form.errorsOf("codesExpireAt")} />
      <NumberField
        name="lowStockShare"
        label="Warn below (%)"
        defaultValue={pool.lowStockShare}
        minValue={0}
        maxValue={100}
        errors={form.errorsOf("lowStockShare")}
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pending={form.pending}>Save</SubmitButton>
        <Button onPress={() => setArchived(pool.archivedAt === null)}>
          {pool.archivedAt === null ? "Archive" : "Bring back"}
        </Button>
      </div>
    </form>
  );
}

/** The whole of that day counts, in the reader's zone. */
function LastDay({
  pool,
  zone,
  errors,
}: {
  readonly pool: PoolListed;
  readonly zone: string;
  readonly errors: readonly string[] | undefined;
}) {
  const [day, setDay] = useState(
    pool.codesExpireAt ? wallTime(pool.codesExpireAt, zone).slice(0, 10) : "",
  );
  const end = day === "" ? undefined : resolveLocalTime(`${day}T23:59`, zone);
  return (
    <>
      <TextField
        label="Last day of the codes"
        hint={`Like 2026-12-31, in ${zoneCity(zone)}. Empty: no last day.`}
        value={day}
        onChange={setDay}
        errors={end?.kind === "invalid" ? ["Write the day as year-month-day."] : errors}
        mono
      />
      {end?.kind === "exact" ? <input type="hidden" name="codesExpireAt" value={end.iso} /> : null}
    </>
  );
}
