import { Skeleton } from "#components/ui/skeleton.tsx";

/**
 * A list before its rows are known, in the measures of the list. The title stands already, but not as the heading:
 * the focus waits for the real one.
 */
export function ListSkeleton({
  title,
  words,
  filters,
}: {
  readonly title: string;
  /** The line under the title. */
  readonly words?: string;
  /** The height of what stands between title and table. */
  readonly filters?: string;
}) {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <div aria-hidden="true">
        <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
          <div className="min-w-0">
            <p className="title text-4xl">{title}</p>
            {words ? <p className="mt-2 text-ink-2">{words}</p> : null}
          </div>
          <Skeleton className="h-9 w-36 pointer-coarse:h-11" />
        </div>
        {filters ? <Skeleton className={filters} /> : null}
        <Skeleton className={filters ? "h-96 w-full" : "mt-5 h-96 w-full"} />
      </div>
    </div>
  );
}
