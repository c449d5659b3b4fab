"use client";

import type { ReactNode } from "react";
import { FieldError as AriaFieldError, Label, Text } from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";

/** What every labelled control takes. `errors` are sentences that say what to do. */
export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly errors?: readonly string[] | undefined;
  readonly className?: string | undefined;
}

export const controlClass =
  "w-full min-w-0 min-h-9 pointer-coarse:min-h-11 rounded-ctl border border-rule-2 bg-sheet px-2.5 py-1.5 text-base text-ink placeholder:text-ink-2 invalid:border-bad disabled:bg-sunk disabled:text-ink-2 disabled:cursor-not-allowed";

/** Label, control, hint and errors, in this order and in one style. Stands inside the control's own root. */
export function FieldFrame({
  label,
  hint,
  errors,
  children,
}: Omit<FieldProps, "className"> & { readonly children: ReactNode }) {
  return (
    <>
      <Label className="text-base font-semibold">{label}</Label>
      {children}
      {hint ? (
        <Text slot="description" className="text-sm text-ink-2">
          {hint}
        </Text>
      ) : null}
      <AriaFieldError className="text-sm font-semibold text-bad">
        {errors?.length ? errors.join(" ") : undefined}
      </AriaFieldError>
    </>
  );
}

/** What the root of every field gets: its place, and whether it is refused. */
export function fieldProps({ errors, className }: Pick<FieldProps, "errors" | "className">): {
  className: string;
  isInvalid: boolean;
  validationBehavior: "aria";
} {
  return {
    className: cx("flex min-w-0 flex-col gap-1", className),
    isInvalid: Boolean(errors?.length),
    validationBehavior: "aria",
  };
}
