import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Draw log"
      words="Every decision, with the chance it had. Nothing here can be changed."
      filters="mt-5 mb-4 h-[334px] w-full md:h-[134px]"
    />
  );
}
