import type { Metadata } from "next";
import { loadPromotion } from "#app/(admin)/promotions/[id]/load-promotion.ts";
import { bookKept, cancel, pause, resume } from "#app/(admin)/promotions/actions.ts";
import { FunnelBars } from "#components/admin/network/funnel-bars.tsx";
import { stateStamps, stateWords } from "#components/admin/network/network-words.ts";
import { PromotionButtons } from "#components/admin/network/promotion-buttons.tsx";
import {
  BookedFacts,
  funnelSteps,
  promotionFigures,
} from "#components/admin/network/promotion-report.tsx";
import { RanTable } from "#components/admin/network/ran-table.tsx";
import { FigureStrip } from "#components/ui/figure-strip.tsx";
import { plural } from "#components/ui/format-number.ts";
import { formatWindow, zoneName } from "#components/ui/format-time.ts";
import { Note } from "#components/ui/note.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import type { PromotionDetail } from "#lib/promotions/network-contract.ts";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { appName, wireKey } = await loadPromotion((await params).id);
  return { title: `${appName}, ${wireKey} · Promotions` };
}

export default async function PromotionPage({ params }: Props) {
  await requireActor("admin", "marketer");
  const { id } = await params;
  const [promotion, user] = await Promise.all([loadPromotion(id), currentUser()]);
  const zone = user?.timeZone ?? "UTC";
  const { state, startsAt, endsAt, ran } = promotion;
  return (
    <>
      <PageHeader
        title={promotion.appName}
        crumbs={[{ href: "/promotions", label: "Promotions" }]}
        actions={
          <PromotionButtons
            promotionId={promotion.id}
            name={promotion.appName}
            state={state}
            actions={{ bookKept, pause, resume, cancel }}
          />
        }
      >
        <Stamp state={stateStamps[state]} word={stateWords[state]} />
        <span>
          {formatWindow(startsAt, endsAt, zone)}, {zoneName(zone, startsAt)}
        </span>
        <code className="text-sm break-all text-ink-2">{promotion.wireKey}</code>
      </PageHeader>
      <FigureStrip figures={promotionFigures(promotion)} />
      <ShortNote promotion={promotion} />
      <div className="flex flex-col gap-[22px]">
        <Sheet title="Where it ran" id="ran">
          {ran.length === 0 ? (
            <p className="text-ink-2">{nowhere(promotion)}</p>
          ) : (
            <RanTable lines={ran} labelledBy="ran" zone={zone} linked />
          )}
        </Sheet>
        <div className="grid items-start gap-[22px] md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-[22px]">
            <Sheet title="From booking to conversion" id="funnel">
              <FunnelBars steps={funnelSteps(promotion.funnel)} />
            </Sheet>
            <Messages promotion={promotion} />
          </div>
          <Sheet title="Booked" id="booked">
            <BookedFacts promotion={promotion} zone={zone} />
          </Sheet>
        </div>
      </div>
    </>
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
          {placed} of {plural(servers, "promo server")}.
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

function Messages({ promotion: { variants } }: { readonly promotion: PromotionDetail }) {
  return (
    <Sheet title={variants.length > 1 ? "Messages" : "Message"} id="messages">
      <ul className="flex flex-col gap-3">
        {variants.map(({ key, messageTemplate }) => (
          <li key={key} className="border-l-4 border-rule pl-3">
            {variants.length > 1 ? (
              <p className="text-sm text-ink-2">Variant {key.toUpperCase()}</p>
            ) : null}
            <p className="break-words whitespace-pre-wrap">{messageTemplate}</p>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
