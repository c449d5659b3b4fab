import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-[70px] w-64" />
      <Skeleton className="mt-4 h-11 w-full" />
      <Skeleton className="my-5 h-[160px] w-full md:h-[82px]" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}
