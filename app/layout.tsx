import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, themeCookie } from "#components/ui/theme.ts";

export const metadata: Metadata = {
  title: { default: "Frolic", template: "%s · Frolic" },
  description: "Prize campaigns that survive a stampede.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#F6F1E7" },
    { media: "(prefers-color-scheme: dark)", color: "#12131F" },
  ],
};

/**
 * Each room brings its own styles: a layout outside (player) imports globals.css, the player page has a sheet of its
 * own and a budget. The theme is a cookie, so the first byte already has the right colours and nothing flashes.
 */
export default async function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" {...(theme === "system" ? {} : { "data-theme": theme })}>
      <body>{children}</body>
    </html>
  );
}
