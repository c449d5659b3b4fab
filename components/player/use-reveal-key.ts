import { useEffect, useRef } from "react";

/** Space and Enter reveal from anywhere on the page; on a control they do what the control does. */
export function useRevealKey(active: boolean, reveal: () => void): void {
  const latest = useRef(reveal);
  useEffect(() => {
    latest.current = reveal;
  });
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target !== document.body || (event.key !== " " && event.key !== "Enter")) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [active]);
}
