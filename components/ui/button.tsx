"use client";

import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "render"> {
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly children?: ReactNode;
}

const ignore = () => undefined;

/**
 * A busy button keeps the focus and takes no press. The library's own pending state is not used: its announcer
 * leaves an empty image behind on the page.
 */
export function Button({ look = "plain", className, isPending = false, ...props }: ButtonProps) {
  const busy: AriaButtonProps = isPending
    ? {
        onPress: ignore,
        "aria-disabled": true,
        // Return in a field would send the form again.
        ...(props.type === "submit" ? { type: "button" } : {}),
      }
    : {};
  return (
    <AriaButton
      {...props}
      {...busy}
      className={buttonClass(look, className)}
      render={(dom) => <button {...dom} aria-busy={isPending || undefined} />}
    />
  );
}
