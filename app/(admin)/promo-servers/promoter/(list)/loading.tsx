import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Promo servers"
      words="Guilds, channels and hooks that post what is booked."
      filters="mt-5 mb-4 h-24 w-full"
    />
  );
}
