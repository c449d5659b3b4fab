"use client";

import { Keyboard, Monitor, Moon, Search, Sun } from "lucide-react";
import { Button } from "react-aria-components";
import { useShell } from "#components/admin/shell-controls.tsx";

const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const;
const themeWords = { system: "as the system", light: "light", dark: "dark" } as const;
const tool =
  "grid size-9 cursor-pointer place-items-center rounded-ctl border border-rule-2 bg-sheet text-ink hover:bg-sunk pointer-coarse:size-11";

export function ShellTools() {
  const { theme, nextTheme, openPalette, openSheet } = useShell();
  const ThemeIcon = themeIcons[theme];
  return (
    <div className="flex gap-1.5">
      <Button aria-label="Go to or do" className={tool} onPress={openPalette}>
        <Search aria-hidden="true" size={18} strokeWidth={1.75} />
      </Button>
      <Button
        aria-label={`Theme: ${themeWords[theme]}. Change`}
        className={tool}
        onPress={nextTheme}
      >
        <ThemeIcon aria-hidden="true" size={18} strokeWidth={1.75} />
      </Button>
      <Button aria-label="Shortcuts" className={tool} onPress={openSheet}>
        <Keyboard aria-hidden="true" size={18} strokeWidth={1.75} />
      </Button>
    </div>
  );
}
