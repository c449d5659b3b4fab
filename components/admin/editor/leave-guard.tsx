"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { isStoredWithin } from "#components/admin/editor/draft-saver.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";

/** A save that is not back by then is taken for lost, and the person is asked. */
const patienceMs = 10_000;

/**
 * Keeps unsaved work from being lost: a draft is stored on the way out, a live edit asks first, and closing the
 * window asks in the browser's own words.
 */
export function LeaveGuard({
  dirty,
  saveFirst,
}: {
  readonly dirty: boolean;
  /** Stores what is open; null when saving is a decision of its own. */
  readonly saveFirst: (() => Promise<boolean>) | null;
}) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);

  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element).closest("a[href]");
      if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey) return;
      const leaves = link.origin === location.origin && link.pathname !== location.pathname;
      if (!leaves || link.target === "_blank") return;
      event.preventDefault();
      event.stopPropagation();
      if (!saveFirst) return setTarget(link.pathname + link.search);
      void isStoredWithin(patienceMs, saveFirst).then((stored) => {
        if (stored) router.push(link.pathname + link.search);
        else setTarget(link.pathname + link.search);
      });
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, true);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, true);
    };
  }, [dirty, saveFirst, router]);

  return (
    <ConfirmDialog
      title="Leave without saving?"
      confirm="Leave and lose the changes"
      isOpen={target !== null}
      onOpenChange={(open) => !open && setTarget(null)}
      onConfirm={() => {
        const href = target;
        setTarget(null);
        if (href) window.location.assign(href);
      }}
    >
      <p>What you changed here is not stored. The campaign itself is as it was.</p>
    </ConfirmDialog>
  );
}
