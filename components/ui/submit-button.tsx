"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "#components/ui/button.tsx";

/** Stays enabled while the form is filled in, so that errors can be shown; busy while it is being sent. */
export function SubmitButton({
  children,
  busy,
  pending: given = false,
  look = "primary",
  ...props
}: Omit<ButtonProps, "type" | "isPending"> & {
  readonly busy?: ReactNode;
  /** For forms that are sent by useActionForm; a form with its own action is noticed by itself. */
  readonly pending?: boolean;
}) {
  const status = useFormStatus();
  const pending = given || status.pending;
  return (
    <Button {...props} look={look} type="submit" isPending={pending}>
      {pending ? (busy ?? "Saving…") : children}
    </Button>
  );
}
