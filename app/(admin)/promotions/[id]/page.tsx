import type { Metadata } from "next";
import {
  loadPromotion,
  loadReport,
  reportHrefs,
} from "#app/(admin)/promotions/[id]/load-promotion.ts";
import { bookKept, cancel, pause, resume } from "#app/(admin)/promotions/actions.ts";
import { BookedFacts, MessageSheet } from "#components/admin/network/booked-facts.tsx";
import { stateStamps, stateWords } from "#components/admin/network/network-words.ts";
import { PostbackSheet } from "#components/admin/network/postback-sheet.tsx";
import { PromotionButtons } from "#components/admin/network/promotion-buttons.tsx";
import {
  ArmSheet,
  DaySheet,
  FunnelSheet,
  RanSheet,
  ReportFigures,
} from "#components/admin/network/promotion-report.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { plural } from "#components/ui/format-number.ts";
import { formatWindow, zoneName } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { findPostbackKey } from "#lib/promotions/conversion.ts";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { appName, wireKey } = await loadPromotion((await params).id);
  return { title: `${appName}, ${wireKey} · Promotions` };
}

export default async function PromotionPage({ params }: Props) {
  const actor = await requireActor("admin", "marketer");
  const { id } = await params;
  const [promotion, user, { database, env }] = await Promise.all([
    loadPromotion(id),
    currentUser(),
    webRuntime(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const { id: promotionId, state } = promotion;
  const [report, postbackKey] = await Promise.all([
    loadReport(promotionId, zone),
    findPostbackKey({ sql: database.sql, masterSecret: env.FROLIC_SECRET }, actor, {
      promotionId,
    }),
  ]);
  const hrefs = reportHrefs(id, zone);
  return (
    <>
      <Head promotion={promotion} zone={zone} certificateHref={hrefs.certificate} />
      <ReportFigures report={report} />
      <ShortNote promotion={promotion} />
      <div className="flex flex-col gap-[22px]">
        <RanSheet
          report={report}
          zone={zone}
          linked
          empty={nowhere(promotion)}
          csvHref={hrefs.servers}
        />
        <ArmSheet report={report} />
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-[22px]">
            <FunnelSheet report={report} />
            <DaySheet report={report} zone={zone} csvHref={hrefs.days} />
            <MessageSheet variants={promotion.variants} />
          </div>
          <div className="flex min-w-0 flex-col gap-[22px]">
            <Sheet title="Booked" id="booked">
              <BookedFacts promotion={promotion} zone={zone} />
            </Sheet>
            {state === "draft" ? null : (
              <PostbackSheet base={env.BASE_URL} postbackKey={postbackKey} />
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function Head({
  promotion,
  zone,
  certificateHref,
}: {
  readonly promotion: PromotionDetail;
  readonly zone: string;
  readonly certificateHref: string;
}) {
  const { id, appName, state, startsAt, endsAt, wireKey } = promotion;
  return (
    <PageHeader
      title={appName}
      crumbs={[{ href: "/promotions", label: "Promotions" }]}
      actions={
        <>
          {state === "draft" ? null : (
            <a className={buttonClass()} href={certificateHref} download>
              Certificate
            </a>
          )}
          {state === "ended" || state === "cancelled" ? null : (
            <LinkButton href={`/promotions/${toPublicId("prm", id)}/edit`}>
              {state === "draft" ? "Edit" : "Edit the texts"}
            </LinkButton>
          )}
          <PromotionButtons
            promotionId={id}
            name={appName}
            state={state}
            actions={{ bookKept, pause, resume, cancel }}
          />
        </>
      }
    >
      <Stamp state={stateStamps[state]} word={stateWords[state]} />
      <span>
        {formatWindow(startsAt, endsAt, zone)}, {zoneName(zone, startsAt)}
      </span>
      <code className="text-sm break-all text-ink-2">{wireKey}</code>
    </PageHeader>
  );
}

function nowhere({ state }: PromotionDetail): string {
  if (state === "draft") return "A draft runs nowhere. Book it, and it gets its promo servers.";
  if (state === "scheduled") return "It has not begun. Its promo servers are chosen when it does.";
  if (state === "live") return "No promo server yet. The next allocation is due within 15 minutes.";
  return "It was on no promo server.";
}

function ShortNote({ promotion }: { readonly promotion: PromotionDetail }) {
  const { isShort, servers, placed, shortReason, statedShortfall } = promotion;
  if (isShort) {
    return (
      <Note className="mb-[22px]">
        <b className="font-semibold">
          On {placed} of {plural(servers, "promo server")}.
        </b>{" "}
        {shortReason ?? "The next allocation looks for more."}
      </Note>
    );
  }
  return statedShortfall ? (
    <Note tone="plain" className="mb-[22px]">
      Booked short by {statedShortfall.missing}: {statedShortfall.sentence}
    </Note>
  ) : null;
}
