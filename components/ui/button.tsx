"use client";

import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { type ButtonLook, buttonClass } from "#components/ui/button-class.ts";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  readonly look?: ButtonLook;
  readonly className?: string;
  readonly children?: ReactNode;
}

export function Button({ look = "plain", className, ...props }: ButtonProps) {
  return <AriaButton {...props} className={buttonClass(look, className)} />;
}
