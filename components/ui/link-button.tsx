import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

export function LinkButton({
  look = "plain",
  className,
  ...props
}: Omit<ComponentProps<typeof Link>, "className"> & {
  readonly look?: ButtonLook;
  readonly className?: string;
}) {
  return <Link {...props} className={buttonClass(look, className)} />;
}
