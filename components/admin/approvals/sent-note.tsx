import Link from "next/link";
import { approvalHref } from "#components/admin/approvals/approval-words.ts";
import { Note } from "#components/ui/note.tsx";

/** Says that a change became a request, and where it waits. */
export function SentNote({ approvalId }: { readonly approvalId: string | null }) {
  if (approvalId === null) return null;
  return (
    <Note tone="plain" role="status" className="mt-5">
      <b className="font-semibold">Sent for approval.</b> Nothing changes for players until somebody
      else approves it.{" "}
      <Link className="link" href={approvalHref(approvalId)}>
        Look at the request
      </Link>
    </Note>
  );
}
