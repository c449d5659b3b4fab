import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import "#components/reel/reel.css";
import "./player.css";

// Only what the page shows: text in the weight-only file, display type with its widths.
const text = localFont({
  src: "../../node_modules/@fontsource-variable/archivo/files/archivo-latin-wght-normal.woff2",
  variable: "--font-text",
  weight: "100 900",
  display: "swap",
  fallback: ["text-dejavu", "system-ui", "sans-serif"],
});
const display = localFont({
  src: "../../node_modules/@fontsource-variable/anybody/files/anybody-latin-wdth-normal.woff2",
  variable: "--font-display",
  weight: "100 900",
  declarations: [{ prop: "font-stretch", value: "50% 150%" }],
  display: "swap",
  adjustFontFallback: false,
  // Ordinary fonts set as narrow as this one (player.css): a title keeps its lines when the real one arrives.
  fallback: ["sign-arial", "sign-dejavu", "sans-serif"],
});

export const metadata: Metadata = { robots: { index: false } };

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: "#1A1030",
};

/** Front of house. The same for everybody: no cookie is read here, so that one copy serves a crowd. */
export default function PlayerLayout({ children }: Readonly<{ children: ReactNode }>) {
  return <div className={`player ${text.variable} ${display.variable}`}>{children}</div>;
}
