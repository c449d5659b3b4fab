import { Skeleton } from "#components/ui/skeleton.tsx";

/** The figures, the chart beside the draws, the games: each where it will stand. */
export default function Loading() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="my-5 h-[160px] w-full md:h-[82px]" />
      <div className="grid gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <Skeleton className="h-[270px] w-full md:h-[342px]" />
        <Skeleton className="h-[342px] w-full" />
      </div>
      <Skeleton className="mt-[22px] h-[140px] w-full" />
    </div>
  );
}
