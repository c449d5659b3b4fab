"use client";

import type { ReactNode } from "react";
import { FieldError as AriaFieldError, Label, Text } from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";

/** What every labelled control takes. `errors` are sentences that say what to do. */
export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly errors?: readonly string[] | undefined;
  readonly className?: string;
}

export const controlClass =
  "w-full min-w-0 min-h-9 pointer-coarse:min-h-11 rounded-ctl border border-rule-2 bg-sheet px-2.5 py-1.5 text-base text-ink placeholder:text-ink-2 invalid:border-bad disabled:bg-sunk disabled:text-ink-2 disabled:cursor-not-allowed";

export function FieldLabel({ children }: { readonly children: ReactNode }) {
  return <Label className="text-base font-semibold">{children}</Label>;
}

export function FieldNotes({ hint, errors }: Pick<FieldProps, "hint" | "errors">) {
  return (
    <>
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

export const fieldClass = (extra?: string) => cx("flex min-w-0 flex-col gap-1", extra);

/** The part of the props that belongs to the control itself, with the error state added. */
export function invalid(errors: readonly string[] | undefined): {
  isInvalid: boolean;
  validationBehavior: "aria";
} {
  return { isInvalid: Boolean(errors?.length), validationBehavior: "aria" };
}
