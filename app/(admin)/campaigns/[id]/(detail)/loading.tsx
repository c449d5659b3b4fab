import { Skeleton } from "#components/ui/skeleton.tsx";

/** Under the campaign's own head, which says first whether there is such a campaign. */
export default function Loading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="mt-5 h-[420px] w-full" />
    </div>
  );
}
