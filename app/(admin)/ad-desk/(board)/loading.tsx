import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Ads"
      words="Game ads: queued by priority, analysed, reviewed."
      filters="mt-5 mb-4 h-24 w-full"
    />
  );
}
