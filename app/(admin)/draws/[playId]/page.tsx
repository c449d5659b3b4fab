import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { show } from "#app/(admin)/draws/show-code.ts";
import { takeBack } from "#app/(admin)/draws/void-coupon.ts";
import { ShowCode } from "#components/admin/coupons/show-code.tsx";
import { VoidCoupon } from "#components/admin/coupons/void-coupon.tsx";
import { chanceWords } from "#components/admin/draws/draw-table.tsx";
import { drawWords, reasonWords, shortPlay } from "#components/admin/draws/draw-words.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatClock, formatMoment, zoneName } from "#components/ui/format-time.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { type CouponState, couponStates } from "#lib/coupons/contract.ts";
import { requireActor } from "#lib/http/next/session.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { AppError } from "#lib/platform/errors.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { type DrawDetail, getDraw } from "#lib/plays/draw-log.ts";

type Props = { readonly params: Promise<{ playId: string }> };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const loadDraw = cache(async (playId: string): Promise<DrawDetail> => {
  const actor = await requireActor("admin", "marketer");
  if (!uuid.test(playId)) notFound();
  const { database } = await webRuntime();
  try {
    return await getDraw(database.sql, actor, playId);
  } catch (error) {
    if (error instanceof AppError && error.code === "unknown_play") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Play ${shortPlay((await params).playId)} · Draw log` };
}

export default async function DrawPage({ params }: Props) {
  const { playId } = await params;
  const [draw, actor] = await Promise.all([loadDraw(playId), requireActor("admin", "marketer")]);
  const { timeline: _, ...raw } = draw;
  return (
    <>
      <PageHeader
        title={`Play ${shortPlay(playId)}`}
        crumbs={[{ href: "/draws", label: "Draw log" }]}
        actions={<CopyButton text={playId} label="Copy id" what="the play's id" />}
      >
        <b className="font-semibold">{drawWords(draw)}</b>
        <Link className="link" href={`/campaigns/${toPublicId("cmp", draw.campaignId)}`}>
          {draw.campaignName}
        </Link>
        <span className="text-ink-2">{draw.gameName}</span>
      </PageHeader>
      <div className="mt-5 grid items-start gap-[22px] md:grid-cols-2">
        <Timeline draw={draw} />
        <div className="flex min-w-0 flex-col gap-[22px]">
          <Facts draw={draw} />
          <CouponSheet draw={draw} mayVoid={isPermitted(actor, "coupon", "void")} />
        </div>
      </div>
      <details className="mt-[22px]">
        <summary className="cursor-pointer text-ink-2">Everything as JSON</summary>
        <section
          aria-label="Play as JSON"
          {...{ tabIndex: 0 }}
          className="mt-2 overflow-x-auto border border-rule bg-sunk p-3 text-sm"
        >
          <pre>
            <code>{JSON.stringify(raw, null, 2)}</code>
          </pre>
        </section>
      </details>
    </>
  );
}

function Timeline({ draw }: { readonly draw: DrawDetail }) {
  const zone = draw.timeZone;
  return (
    <Sheet title="What happened when" id="timeline">
      <ol className="border-l-2 border-rule-2 pl-4">
        {draw.timeline.map((step) => (
          <li key={step.name} className="relative pb-4 last:pb-0">
            <span
              aria-hidden="true"
              className="absolute top-1.5 -left-[21px] size-2 rounded-full bg-ink"
            />
            <b className="font-semibold">{step.name}</b>{" "}
            {step.afterMs === null ? null : (
              <span className="text-sm text-ink-2">after {spanWords(step.afterMs)}</span>
            )}
            <br />
            <time dateTime={step.at} className="text-ink-2">
              {formatMoment(step.at, zone)}:{formatClock(step.at, zone).slice(6)}.
              {step.at.slice(20, 23)}
            </time>
          </li>
        ))}
      </ol>
      <p className="mt-3 text-sm text-ink-2">Times in {zoneName(zone, draw.acceptedAt)}.</p>
    </Sheet>
  );
}

function spanWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function Facts({ draw }: { readonly draw: DrawDetail }) {
  const rows: (readonly [string, string])[] = [
    ["Result", drawWords(draw)],
    ["Reason", draw.reason ? reasonWords[draw.reason] : "not decided yet"],
    ["Number in the game", String(draw.seq)],
  ];
  if (draw.decidedAt !== null) {
    rows.push(
      ["Chance then", chanceWords(draw.chance)],
      ["Draw u", draw.u.toFixed(12)],
      ["Order of decision", draw.k === null ? "not paced" : `${draw.k}, generation ${draw.epoch}`],
    );
  }
  if (draw.couponMask) {
    rows.push(["Coupon", `${draw.couponMask} (${(draw.couponState ?? "").toLowerCase()})`]);
  }
  if (draw.feeds > 0) rows.push(["Fed again", `${draw.feeds} times`]);
  if (draw.lastError) rows.push(["Last error", draw.lastError]);
  rows.push(["Player", draw.playerId]);
  return (
    <Sheet title="Facts" id="facts">
      <DefinitionList rows={rows} />
    </Sheet>
  );
}

/** The one thing about a play that can still be changed: whether its coupon counts. Its code is shown on request. */
function CouponSheet({
  draw: { couponId, couponMask, couponState },
  mayVoid,
}: {
  readonly draw: DrawDetail;
  readonly mayVoid: boolean;
}) {
  const state = couponStates.find((each) => each === couponState);
  if (couponId === null || couponMask === null || state === undefined) return null;
  const coupon = { id: couponId, mask: couponMask, state };
  return (
    <Sheet title="Coupon" id="coupon">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          <code>{couponMask}</code>, {couponWords[state]}
        </p>
        <div className="flex flex-wrap gap-2">
          <ShowCode coupon={coupon} act={show} />
          {mayVoid ? <VoidCoupon coupon={coupon} act={takeBack} /> : null}
        </div>
      </div>
    </Sheet>
  );
}

const couponWords: Record<CouponState, string> = {
  AVAILABLE: "in its pool again",
  RESERVED: "won, not seen yet",
  ISSUED: "seen by its winner",
  REDEEMED: "redeemed at a till",
  EXPIRED: "expired",
  VOIDED: "void",
};
