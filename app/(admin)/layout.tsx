import "#app/globals.css";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { HealthBox } from "#app/(admin)/health-box.tsx";
import { paletteEntries, remember, signOut } from "#app/(admin)/shell-actions.ts";
import { BottomBar } from "#components/admin/bottom-bar.tsx";
import { keysCookie } from "#components/admin/contract.ts";
import { FocusHeading } from "#components/admin/focus-heading.tsx";
import { Rail } from "#components/admin/rail.tsx";
import { ShellControls } from "#components/admin/shell-controls.tsx";
import { ShellProvider } from "#components/admin/shell-provider.tsx";
import { ShellTools } from "#components/admin/shell-tools.tsx";
import { SignOut } from "#components/ui/sign-out.tsx";
import { parseTheme, themeCookie } from "#components/ui/theme.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";

/** The back office. Every page asks for the actor again itself: a layout is no guard. */
export default async function AdminLayout({ children }: Readonly<{ children: ReactNode }>) {
  await requireActor("admin", "marketer");
  const [jar, user] = await Promise.all([cookies(), currentUser()]);
  const person = (
    <div className="flex items-center justify-between gap-2 pl-2">
      <p className="truncate text-sm text-ink-2">{user?.name}</p>
      <SignOut act={signOut} look="quiet" className="px-2 text-sm" />
    </div>
  );
  return (
    <ShellProvider>
      <ShellControls
        theme={parseTheme(jar.get(themeCookie)?.value)}
        keysOn={jar.get(keysCookie)?.value !== "off"}
        remember={remember}
        loadEntries={paletteEntries}
        signOut={signOut}
      >
        <a className="skip-link" href="#main">
          Skip to the content
        </a>
        <div className="grid min-h-dvh md:grid-cols-[216px_minmax(0,1fr)]">
          <Rail>
            <ShellTools />
            {person}
            <HealthBox />
          </Rail>
          <main
            id="main"
            tabIndex={-1}
            className="w-full max-w-[1180px] min-w-0 px-4 pt-4 pb-24 md:px-7 md:pt-5 md:pb-10"
          >
            {children}
          </main>
        </div>
        <BottomBar>
          {person}
          <ShellTools />
          <HealthBox />
        </BottomBar>
        <FocusHeading />
      </ShellControls>
    </ShellProvider>
  );
}
