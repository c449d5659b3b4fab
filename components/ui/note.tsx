import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";

const tones = {
  warn: "border-mark bg-warn-bg text-warn",
  bad: "border-bad bg-bad-bg text-bad",
  ok: "border-ok bg-ok-bg text-ok",
  plain: "border-link bg-link-bg text-ink",
} as const;

/** One line across the page that says what matters, with its actions inside the sentence. */
export function Note({
  tone = "warn",
  children,
  role,
  className,
}: {
  readonly tone?: keyof typeof tones;
  readonly children: ReactNode;
  readonly role?: "status" | "alert";
  readonly className?: string;
}) {
  return (
    <div
      {...(role ? { role } : {})}
      className={cx("border-l-4 px-3 py-2.5", tones[tone], className)}
    >
      {children}
    </div>
  );
}

/** What happened, what is safe, what to do: in this order. */
export function ErrorNote({
  sentence,
  details,
  requestId,
}: {
  readonly sentence: string;
  readonly details?: string | undefined;
  readonly requestId?: string | undefined;
}) {
  return (
    <Note tone="bad" role="alert">
      <b className="font-semibold">{sentence}</b>
      {details ? ` ${details}` : null}
      {requestId ? <span className="mt-1 block text-sm">Request {requestId}</span> : null}
    </Note>
  );
}
