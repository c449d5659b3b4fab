import type { Metadata } from "next";
import { PromotionsFrame } from "#app/(admin)/promotions/promotions-frame.tsx";
import { limit, rollOut } from "#app/(admin)/promotions/rollout/actions.ts";
import { PopulationTable } from "#components/admin/network/population-table.tsx";
import { RolloutForm } from "#components/admin/network/rollout-form.tsx";
import { RulesForm } from "#components/admin/network/rules-form.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatMoment, zoneCity } from "#components/ui/format-time.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { compareRollout } from "#lib/promotions/compare-rollout.ts";
import { readPostingRules } from "#lib/promotions/network-settings.ts";
import type { PostingRules } from "#lib/promotions/posting-limits.ts";

export const metadata: Metadata = { title: "Roll-out & limits · Promotions" };

export default async function RolloutPage() {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const [comparison, rules, user] = await Promise.all([
    compareRollout(database.sql, actor),
    readPostingRules(database.sql),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const mayEdit = isPermitted(actor, "promoNetwork", "edit");
  const since = comparison.since
    ? `Both ways since ${formatMoment(comparison.since, zone)} ${zoneCity(zone)}`
    : "Both ways since the beginning";
  return (
    <PromotionsFrame current="/promotions/rollout">
      <div className="mt-5 grid items-start gap-[22px] md:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <Sheet title="Roll-out" id="rollout">
          <RolloutForm
            key={comparison.percent}
            percent={comparison.percent}
            rollOut={mayEdit ? rollOut : null}
          />
        </Sheet>
        <Sheet title={since} id="populations">
          <PopulationTable comparison={comparison} labelledBy="populations" />
        </Sheet>
      </div>
      <Sheet title="Limits of every promo server" id="limits" className="mt-[22px]">
        {mayEdit ? (
          <div className="max-w-[760px]">
            <RulesForm rules={rules} limit={limit} />
          </div>
        ) : (
          <Rules rules={rules} />
        )}
      </Sheet>
    </PromotionsFrame>
  );
}

function Rules({ rules }: { readonly rules: PostingRules }) {
  return (
    <DefinitionList
      rows={[
        ["Promotions", `at most ${rules.batchMax} at a time`],
        ["Posts", `at most ${rules.postsPerDayMax} a day`],
        ["Pause", `${rules.cooldownLeastMinutes} to ${rules.cooldownMostMinutes} min`],
        ["Messages", `${rules.messagesBetween} of other people between two posts`],
      ]}
    />
  );
}
