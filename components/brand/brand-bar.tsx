"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { SignOut } from "#components/ui/sign-out.tsx";
import { type Theme, themes } from "#components/ui/theme.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, FormAction } from "#lib/http/next/action-result.ts";

const icons = { system: Monitor, light: Sun, dark: Moon } as const;
const words = { system: "as the system", light: "light", dark: "dark" } as const;
const links = [
  { href: "/brand", label: "Report" },
  { href: "/brand/promotions", label: "Promotions" },
  { href: "/brand/ads", label: "Ads" },
  { href: "/brand/profile", label: "Profile" },
];

export function BrandBar({
  person,
  theme,
  chooseTheme,
  leave,
}: {
  readonly person: string;
  readonly theme: Theme;
  readonly chooseTheme: Action<{ theme: Theme }, void>;
  readonly leave: FormAction<never>;
}) {
  const pathname = usePathname();
  return (
    <header className="no-print border-b border-rule">
      <div className="mx-auto flex w-full max-w-[1180px] flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 md:px-7">
        <Link
          href="/brand"
          className="font-display text-2xl leading-none font-black tracking-[-.02em] text-ink no-underline font-stretch-[125%]"
        >
          Frolic
        </Link>
        <nav aria-label="Main" className="flex gap-1">
          {links.map(({ href, label }) => (
            <Link
              key={href}
              href={href}
              {...(pathname === href ? { "aria-current": "page" as const } : {})}
              className="flex min-h-9 items-center rounded-ctl px-2.5 text-ink-2 no-underline hover:bg-sunk hover:text-ink aria-[current=page]:bg-ink aria-[current=page]:text-on-ink pointer-coarse:min-h-11"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <span className="hidden max-w-40 truncate text-sm text-ink-2 sm:block">{person}</span>
          <ThemeButton theme={theme} choose={chooseTheme} />
          <SignOut act={leave} />
        </div>
      </div>
    </header>
  );
}

function ThemeButton({
  theme,
  choose,
}: {
  readonly theme: Theme;
  readonly choose: Action<{ theme: Theme }, void>;
}) {
  const [isPending, start] = useTransition();
  const Icon = icons[theme];
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
  const press = () =>
    start(async () => {
      const result = await callAction(choose({ theme: next }));
      if (!result.ok) toast.failed(result.message);
    });
  return (
    <Button
      aria-label={`Theme: ${words[theme]}. Change`}
      className="px-2.5"
      isPending={isPending}
      onPress={press}
    >
      <Icon aria-hidden="true" size={18} strokeWidth={1.75} />
    </Button>
  );
}
