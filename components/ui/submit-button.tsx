"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "#components/ui/button.tsx";

/** Stays enabled while the form is filled in, so that errors can be shown; busy while it is being sent. */
export function SubmitButton({
  children,
  busy,
  look = "primary",
  ...props
}: Omit<ButtonProps, "type" | "isPending"> & { readonly busy?: ReactNode }) {
  const { pending } = useFormStatus();
  return (
    <Button {...props} look={look} type="submit" isPending={pending}>
      {pending ? (busy ?? "Saving…") : children}
    </Button>
  );
}
