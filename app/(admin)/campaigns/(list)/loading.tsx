import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Campaigns" filters="mt-5 mb-4 h-[172px] w-full lg:h-[84px]" />;
}
