import Link from "next/link";
import {
  approvalHref,
  approvalStamps,
  approvalTitle,
} from "#components/admin/approvals/approval-words.ts";
import { formatMoment } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { ApprovalListed } from "#lib/approvals/contract.ts";

export function ApprovalTable({
  requests,
  selfId,
  zone,
  labelledBy,
}: {
  readonly requests: readonly ApprovalListed[];
  /** Who reads it. */
  readonly selfId: string;
  readonly zone: string;
  readonly labelledBy: string;
}) {
  return (
    <Table labelledBy={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">State</th>
          <th scope="col">Asked by</th>
          <th scope="col">Asked</th>
          <th scope="col">Open until</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => {
          const [stamp, word] = approvalStamps[request.state];
          return (
            <tr key={request.id}>
              <th scope="row">
                <Link className="link" href={approvalHref(request.id)}>
                  {approvalTitle(request)}
                </Link>
              </th>
              <td>
                <Stamp state={stamp} word={word} />
              </td>
              <td>{request.makerId === selfId ? "You" : (request.makerName ?? "–")}</td>
              <td className="whitespace-nowrap">{formatMoment(request.madeAt, zone)}</td>
              <td className="whitespace-nowrap">
                {request.state === "PENDING" ? formatMoment(request.expiresAt, zone) : "–"}
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
