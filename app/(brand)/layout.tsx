import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { chooseTheme, leave } from "#app/(brand)/brand/actions.ts";
import { BrandBar } from "#components/brand/brand-bar.tsx";
import { parseTheme, themeCookie } from "#components/ui/theme.ts";
import { Toaster } from "#components/ui/toaster.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import "../globals.css";

/** The brand's room. Every page asks for the actor again itself: a layout is no guard. */
export default async function BrandLayout({ children }: Readonly<{ children: ReactNode }>) {
  await requireActor("brand");
  const [jar, user] = await Promise.all([cookies(), currentUser()]);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <BrandBar
        person={user?.name ?? ""}
        theme={parseTheme(jar.get(themeCookie)?.value)}
        chooseTheme={chooseTheme}
        leave={leave}
      />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[1180px] min-w-0 px-4 pt-4 pb-12 md:px-7"
      >
        {children}
      </main>
      <Toaster />
    </>
  );
}
