"use client";

import { Search, X } from "lucide-react";
import {
  SearchField as AriaSearchField,
  Button,
  Input,
  type SearchFieldProps,
} from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";
import { controlClass } from "#components/ui/field.tsx";

export function SearchField({
  label,
  placeholder,
  className,
  ...props
}: Omit<SearchFieldProps, "className" | "children"> & {
  readonly label: string;
  readonly placeholder?: string;
  readonly className?: string;
}) {
  return (
    <AriaSearchField
      {...props}
      aria-label={label}
      className={cx("group relative flex items-center", className)}
    >
      <Search
        aria-hidden="true"
        size={16}
        strokeWidth={1.75}
        className="pointer-events-none absolute left-2.5 text-ink-2"
      />
      <Input
        data-search=""
        placeholder={placeholder ?? label}
        className={cx(controlClass, "px-8 [&::-webkit-search-cancel-button]:hidden")}
      />
      <Button
        data-search-clear=""
        className="absolute right-0 grid size-9 place-items-center text-ink-2 group-empty:hidden"
      >
        <X aria-hidden="true" size={16} strokeWidth={1.75} />
      </Button>
    </AriaSearchField>
  );
}
