"use client";

const page = { maxWidth: 560, margin: "0 auto", padding: "64px 16px", fontFamily: "system-ui" };

/** When even the frame of the page fails. No style sheet: it would travel with every page of every room. */
export default function GlobalError({
  error,
  retry,
}: {
  readonly error: Error & { digest?: string };
  readonly retry: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Frolic</title>
        <main style={page}>
          <h1>Something went wrong</h1>
          <p>The page could not be drawn. Nothing was changed. Try again in a moment.</p>
          <p>
            <button type="button" onClick={retry}>
              Try again
            </button>
          </p>
          {error.digest ? <p>Number in the log: {error.digest}</p> : null}
        </main>
      </body>
    </html>
  );
}
