"use client";

import { useRouter } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { Toaster } from "#components/ui/toaster.tsx";

/** What every client control of the back office leans on: links, locale, URL state, toasts. */
export function ShellProvider({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  return (
    <I18nProvider locale="en-GB">
      <RouterProvider navigate={(href) => router.push(href)}>
        <NuqsAdapter>{children}</NuqsAdapter>
        <Toaster />
      </RouterProvider>
    </I18nProvider>
  );
}
