"use client";

import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { CommandPalette, type PaletteAction } from "#components/admin/command-palette.tsx";
import type { PaletteEntry, Remember } from "#components/admin/contract.ts";
import { ShortcutSheet } from "#components/admin/shortcut-sheet.tsx";
import { useShortcuts } from "#components/admin/use-shortcuts.ts";
import { callAction } from "#components/ui/call-action.ts";
import { type Theme, themes } from "#components/ui/theme.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

interface Shell {
  readonly theme: Theme;
  readonly nextTheme: () => void;
  readonly openPalette: () => void;
  readonly openSheet: () => void;
}

const ShellContext = createContext<Shell | null>(null);

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("ShellTools stands outside ShellControls");
  return shell;
}

interface ShellControlsProps {
  readonly theme: Theme;
  readonly keysOn: boolean;
  readonly remember: Remember;
  readonly loadEntries: Action<unknown, readonly PaletteEntry[]>;
  readonly signOut: Action<unknown, never>;
  readonly children: ReactNode;
}

/** Palette, sheet of keys and theme, once for the whole back office. */
export function ShellControls({ remember, loadEntries, signOut, ...props }: ShellControlsProps) {
  const router = useRouter();
  const [theme, setTheme] = useState(props.theme);
  const [keysOn, setKeysOn] = useState(props.keysOn);
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const [entries, setEntries] = useState<readonly PaletteEntry[]>([]);

  const keep = useCallback(
    (choice: Parameters<Remember>[0]) => {
      void callAction(remember(choice)).then((answer) => {
        if (!answer.ok) toast.failed("The choice holds until you reload; it could not be stored.");
      });
    },
    [remember],
  );
  const openPalette = useCallback(() => {
    setOpen("palette");
    void callAction(loadEntries({})).then((answer) => {
      if (answer.ok) setEntries(answer.value);
    });
  }, [loadEntries]);
  const leave = useCallback(() => {
    void callAction(signOut({})).then((answer) => {
      if (!answer.ok) toast.failed(answer.message);
    });
  }, [signOut]);
  const openSheet = useCallback(() => setOpen("keys"), []);
  const nextTheme = useCallback(() => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
    setTheme(next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    keep({ theme: next });
  }, [theme, keep]);
  const go = useCallback((href: string) => router.push(href), [router]);
  useShortcuts({ keysOn, openPalette, openSheet, go });

  const actions: PaletteAction[] = [
    { id: "new-campaign", label: "New campaign", hint: "C", href: "/campaigns/new" },
    { id: "new-brand", label: "New brand", href: "/brands/new" },
    { id: "new-pool", label: "New coupon pool", href: "/pools/new" },
    { id: "new-promotion", label: "Book a promotion", href: "/promotions/new" },
    { id: "theme", label: "Change the theme", run: nextTheme },
    { id: "keys", label: "Show the shortcuts", hint: "?", run: openSheet },
    { id: "sign-out", label: "Sign out", run: leave },
  ];
  const shell = useMemo(
    () => ({ theme, nextTheme, openPalette, openSheet }),
    [theme, nextTheme, openPalette, openSheet],
  );
  return (
    <ShellContext value={shell}>
      {props.children}
      <CommandPalette
        isOpen={open === "palette"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "palette" : null)}
        entries={entries}
        actions={actions}
      />
      <ShortcutSheet
        isOpen={open === "keys"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "keys" : null)}
        isOn={keysOn}
        onToggle={(on) => {
          setKeysOn(on);
          keep({ keys: on ? "on" : "off" });
        }}
      />
    </ShellContext>
  );
}
