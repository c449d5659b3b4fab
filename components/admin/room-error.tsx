"use client";

import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** What happened, what is safe, what to do; the number leads to the line in the log. */
export function RoomError({
  digest,
  retry,
}: {
  readonly digest: string | undefined;
  readonly retry: () => void;
}) {
  return (
    <>
      <title>Something went wrong · Frolic</title>
      <PageHeader title="Something went wrong">
        <p>
          This page could not be read. Nothing was changed, and running campaigns go on. Try again;
          if it stays, look at System.
        </p>
      </PageHeader>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button look="primary" onPress={retry}>
          Try again
        </Button>
        <LinkButton href="/system">System</LinkButton>
      </div>
      {digest ? <p className="mt-4 text-sm text-ink-2">Number in the log: {digest}</p> : null}
    </>
  );
}
