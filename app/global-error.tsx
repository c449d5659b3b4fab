"use client";

import "./globals.css";

/** When even the frame of the page fails. */
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
        <main className="mx-auto flex max-w-[560px] flex-col items-start gap-4 px-4 py-16">
          <h1 className="title text-4xl">Something went wrong</h1>
          <p>The page could not be drawn. Nothing was changed. Try again in a moment.</p>
          <button type="button" onClick={retry} className="link">
            Try again
          </button>
          {error.digest ? <p className="text-sm">Number in the log: {error.digest}</p> : null}
        </main>
      </body>
    </html>
  );
}
