import {
  firstInLineWords,
  reviewStamps,
  reviewWords,
  statusStamps,
  statusWords,
  waitWords,
} from "#components/admin/ads/ad-words.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import type { AdDetail } from "#lib/ads/desk-contract.ts";

/** Where it stands, in one line under its title. */
export function AdState({
  ad,
  adId,
  nowMs,
}: {
  readonly ad: AdDetail;
  readonly adId: string;
  readonly nowMs: number;
}) {
  const { status, review, score } = ad;
  return (
    <>
      <Stamp state={statusStamps[status]} word={statusWords[status]} />
      {status === "COMPLETED" ? (
        <Stamp state={reviewStamps[review]} word={reviewWords[review]} />
      ) : null}
      {score === null ? null : <span className="font-semibold">{Math.round(score)} of 100</span>}
      <span>{progressWords(ad, nowMs)}</span>
      <span className="flex items-center gap-1">
        <code className="text-sm break-all text-ink-2">{adId}</code>
        <CopyButton text={adId} what="the id" />
      </span>
    </>
  );
}

function progressWords(ad: AdDetail, nowMs: number): string {
  const { status, input, submittedAt, completedAt, failure, position, firstAt, attempts } = ad;
  const waited = waitWords(
    (completedAt ? Date.parse(completedAt) : nowMs) - Date.parse(submittedAt),
  );
  const place = position === null ? "" : `, ${position}. of its partition`;
  switch (status) {
    case "QUEUED":
      return `P${input.priority}, ${firstInLineWords(firstAt, nowMs)}${place}. Waits ${waited}.`;
    case "PROCESSING":
      return `A worker reads it, attempt ${attempts}.`;
    case "COMPLETED":
      return `Analysed ${waited} after it came.`;
    case "FAILED":
      return `Attempt ${attempts} failed: ${failure ?? "no reason given."} It is tried again${place}.`;
    case "DEAD":
      return `Given up after ${attempts} attempts: ${failure ?? "no reason given."}`;
    case "CANCELLED":
      return "Nobody analyses it any more.";
  }
}
