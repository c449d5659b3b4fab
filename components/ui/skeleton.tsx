import { cx } from "#components/ui/class-names.ts";

/** Holds the place of what is coming; shows itself only after 200 ms, so that quick pages do not flicker. */
export function Skeleton({ className }: { readonly className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={cx(
        "animate-[skeleton_180ms_200ms_both] rounded-sheet bg-sunk motion-reduce:animate-none",
        className,
      )}
    />
  );
}
