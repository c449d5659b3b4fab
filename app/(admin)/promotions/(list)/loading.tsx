import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Promotions"
      words="Apps shown on exactly as many promo servers as were booked."
      filters="mt-5 mb-4 h-24 w-full"
    />
  );
}
