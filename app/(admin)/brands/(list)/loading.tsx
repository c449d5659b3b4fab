import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton
      title="Brands"
      words="Who gives the prizes, and whose name stands on the ticket."
    />
  );
}
