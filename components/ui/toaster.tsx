"use client";

import { Toaster as Sonner, toast as sonner } from "sonner";

/** Where toasts appear. Plain ones leave after 8 s, errors stay until they are dismissed. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        duration: 8000,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-sheet border border-ink bg-sheet px-3.5 py-3 text-base text-ink",
          actionButton: "ml-auto shrink-0 cursor-pointer font-semibold text-link underline",
          closeButton: "order-last cursor-pointer text-ink-2",
        },
      }}
    />
  );
}

export const toast = {
  done: (sentence: string, undo?: () => void) =>
    sonner(sentence, undo ? { duration: 10_000, action: { label: "Undo", onClick: undo } } : {}),
  failed: (sentence: string) =>
    sonner.error(sentence, { duration: Number.POSITIVE_INFINITY, closeButton: true }),
};
