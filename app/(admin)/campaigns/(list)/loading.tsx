import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Campaigns"
      filters="mt-5 mb-4 h-[206px] w-full md:h-[84px] min-[1270px]:h-9"
    />
  );
}
