import { Skeleton } from "#components/ui/skeleton.tsx";

/** Only here: above a page that may not exist it would send 200 before the page could say 404. */
export default function Loading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-10 w-64" />
      <Skeleton className="mt-6 h-20 w-full" />
      <Skeleton className="mt-6 h-72 w-full" />
    </div>
  );
}
