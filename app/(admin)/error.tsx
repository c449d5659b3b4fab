"use client";

import { RoomError } from "#components/admin/room-error.tsx";

export default function AdminError({
  error,
  retry,
}: {
  readonly error: Error & { digest?: string };
  readonly retry: () => void;
}) {
  return <RoomError digest={error.digest} retry={retry} />;
}
