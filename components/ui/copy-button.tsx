"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";

export function CopyButton({
  text,
  label = "Copy",
  what,
}: {
  readonly text: string;
  readonly label?: string;
  /** What is copied, for people who do not see where the button stands. */
  readonly what: string;
}) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  const Icon = state === "copied" ? Check : Copy;
  return (
    <>
      <Button onPress={copy} aria-label={`${label} ${what}`}>
        <Icon aria-hidden="true" size={16} strokeWidth={1.75} />
        {state === "copied" ? "Copied" : label}
      </Button>
      <span role="status" className="sr-only">
        {state === "copied" ? `${what} copied` : ""}
        {state === "refused" ? "The browser refused. Select the text and copy it by hand." : ""}
      </span>
    </>
  );
}
