"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page anew every so often while something on it moves and somebody looks. */
export function RefreshEvery({
  ms,
  isOn = true,
}: {
  readonly ms: number;
  readonly isOn?: boolean;
}) {
  const router = useRouter();
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, ms);
    return () => clearInterval(timer);
  }, [isOn, ms, router]);
  return null;
}
