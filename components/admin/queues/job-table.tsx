import Link from "next/link";
import { statusWords } from "#components/admin/ads/ad-words.ts";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { formatClock } from "#components/ui/format-time.ts";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import type { QueueJob } from "#lib/ads/desk-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

interface JobActions {
  readonly partition: number;
  readonly zone: string;
  readonly remove: Action<{ partition: number; jobId: string }, void>;
  readonly retry: Action<{ adId: string }, void>;
}

/** The first deliveries in line, with the ad that each is for. */
export function JobTable({ jobs, ...rest }: JobActions & { readonly jobs: readonly QueueJob[] }) {
  return (
    <>
      <Table label="Deliveries">
        <thead>
          <tr>
            <th scope="col">Ad</th>
            <th scope="col">Its row</th>
            <th scope="col" className="n">
              Number
            </th>
            <th scope="col">Added</th>
            <th scope="col" className="n">
              Handed over
            </th>
            <th scope="col">
              <span className="sr-only">Retry or remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <Row key={job.jobId} job={job} {...rest} />
          ))}
        </tbody>
      </Table>
      <p className="mt-3 text-sm text-ink-2">
        The first {jobs.length}. Number: seconds since the moving base; the lowest is next.
      </p>
    </>
  );
}

function Row({ job, partition, zone, remove, retry }: JobActions & { readonly job: QueueJob }) {
  const { adId, jobId, status, title, failure, dueAt } = job;
  const name = title ?? adId;
  return (
    <tr>
      <th scope="row" className="min-w-44">
        {title === null ? (
          adId
        ) : (
          <Link className="link" href={`/ad-desk/${adId}`}>
            {title}
          </Link>
        )}
        <code className="block max-w-80 text-xs font-normal break-all text-ink-2 max-sm:hidden">
          {jobId}
        </code>
        {failure === null ? null : <span className="block text-sm">{failure}</span>}
      </th>
      <td>
        {status === null ? "gone" : statusWords[status]}
        <span className="block text-sm text-ink-2">
          version {job.version}, {job.attempts ?? 0} attempts
        </span>
        {job.isCurrent ? null : <Stamp state="archived" word="Will be dropped" />}
      </td>
      <td className="n">{job.priority}</td>
      <td className="whitespace-nowrap">
        {formatClock(job.addedAt, zone)}
        {dueAt === null ? null : (
          <span className="block text-sm text-ink-2">due {formatClock(dueAt, zone)}</span>
        )}
      </td>
      <td className="n">{job.deliveries}</td>
      <td>
        <span className="flex flex-wrap justify-end gap-2">
          {status === "DEAD" || status === "FAILED" ? (
            <PressButton
              act={retry}
              input={{ adId }}
              said="The ad is in the queue again."
              label={`Retry ${name}`}
            >
              Retry
            </PressButton>
          ) : null}
          <PressButton
            act={remove}
            input={{ partition, jobId }}
            said="The delivery is out of the queue."
            label={`Remove the delivery of ${name}`}
          >
            Remove
          </PressButton>
        </span>
      </td>
    </tr>
  );
}
