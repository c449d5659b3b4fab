import type { Metadata } from "next";

export const metadata: Metadata = { title: "Not found" };

const page = { maxWidth: 560, margin: "0 auto", padding: "64px 16px", fontFamily: "system-ui" };

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
        <a href="/">To the front page</a>
      </p>
    </main>
  );
}
