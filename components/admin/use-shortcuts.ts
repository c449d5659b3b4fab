"use client";

import { useEffect } from "react";
import { tinykeys } from "tinykeys";
import {
  chooseRow,
  clearSearch,
  pressMarked,
  searchField,
  stepRow,
  submitForm,
} from "#components/admin/list-keys.ts";
import { navEntries } from "#components/admin/nav-entries.ts";

interface ShortcutTargets {
  readonly keysOn: boolean;
  readonly openPalette: () => void;
  readonly openSheet: () => void;
  readonly go: (href: string) => void;
}

/** How long G waits for its letter. */
const sequenceMs = 1000;

function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target as HTMLElement;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest("[role=dialog],[role=alertdialog],[role=listbox],[role=menu],[role=group]") !==
      null
  );
}

/** The one place that listens to keys. Single keys can be switched off; combinations stay. */
export function useShortcuts({ keysOn, openPalette, openSheet, go }: ShortcutTargets): void {
  useEffect(() => {
    const stop = tinykeys(window, {
      "$mod+k": (event) => {
        event.preventDefault();
        openPalette();
      },
      "$mod+Enter": () => submitForm(),
    });
    return stop;
  }, [openPalette]);

  useEffect(() => {
    if (!keysOn) return;
    let sequenceFrom = Number.NEGATIVE_INFINITY;
    const single = (run: () => void) => (event: KeyboardEvent) => {
      if (isTyping(event) || event.timeStamp - sequenceFrom < sequenceMs) return;
      event.preventDefault();
      run();
    };
    const bindings: Record<string, (event: KeyboardEvent) => void> = {
      "Shift+?": single(openSheet),
      c: single(() => go("/campaigns/new")),
      "/": single(() => searchField()?.focus()),
      j: single(() => stepRow(1)),
      k: single(() => stepRow(-1)),
      x: single(chooseRow),
      e: single(() => pressMarked("edit")),
      Escape: single(clearSearch),
      g: (event) => {
        if (!isTyping(event)) sequenceFrom = event.timeStamp;
      },
    };
    for (const entry of navEntries) {
      bindings[`g ${entry.key.toLowerCase()}`] = (event) => {
        if (isTyping(event)) return;
        event.preventDefault();
        sequenceFrom = Number.NEGATIVE_INFINITY;
        go(entry.href);
      };
    }
    return tinykeys(window, bindings, { timeout: sequenceMs });
  }, [keysOn, openSheet, go]);
}
