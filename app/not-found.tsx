import type { Metadata } from "next";

export const metadata: Metadata = { title: "Not found" };

const page = {
  position: "fixed",
  inset: 0,
  overflow: "auto",
  padding: "64px max(16px, calc(50vw - 264px))",
  fontFamily: "system-ui",
  lineHeight: 1.5,
  colorScheme: "light dark",
  background: "light-dark(#f6f1e7, #12131f)",
  color: "light-dark(#191a2c, #f3ede0)",
} as const;

/**
 * For addresses outside every room. It stands in the root segment, so a style sheet here would travel with every
 * player page.
 */
export default function NotFound() {
  return (
    <main style={page}>
      <h1>Not found</h1>
      <p>There is nothing at this address. Check it for a typing error.</p>
      <p>
        <a href="/" style={{ color: "inherit" }}>
          To the front page
        </a>
      </p>
    </main>
  );
}
