"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const waitMs = 5000;

/** After a navigation the focus stands on the new page's heading, so that a screen reader starts there. */
export function FocusHeading() {
  const pathname = usePathname();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    // While the page loads there is no heading yet; it is looked for until it stands.
    let frame = 0;
    const until = performance.now() + waitMs;
    const look = () => {
      const heading = document.querySelector<HTMLElement>("main h1");
      if (heading) heading.focus({ preventScroll: true });
      else if (performance.now() < until) frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [pathname]);
  return null;
}
