import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return <ListSkeleton title="Home" words="Good to see you." />;
}
