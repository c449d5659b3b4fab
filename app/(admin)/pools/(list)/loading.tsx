import { ListSkeleton } from "#components/admin/list-skeleton.tsx";

export default function Loading() {
  return (
    <ListSkeleton title="Coupon pools" words="Single-use codes, kept encrypted and shown masked." />
  );
}
