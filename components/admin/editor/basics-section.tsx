"use client";

import { DocSwitch, DocText } from "#components/admin/editor/doc-fields.tsx";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { EditorSection } from "#components/admin/editor/editor-section.tsx";
import { ZonedField } from "#components/admin/editor/zoned-field.tsx";
import { ComboBox } from "#components/ui/combo-box.tsx";
import { zoneChoices } from "#components/ui/zone-choices.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { moveToZone } from "#lib/campaigns/zoned-time.ts";

/** While it is typed: what an address may hold, nothing more. */
export const cleanSlug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 60);

export function BasicsSection({ playBase }: { readonly playBase: string }) {
  return (
    <EditorSection number={1} title="Basics" id="basics">
      <div className="grid gap-4 sm:grid-cols-2">
        <DocText
          path="name"
          label="Name"
          hint="Staff see it; players see the title."
          maxLength={80}
        />
        <DocText
          path="slug"
          label="Address"
          prefix={<span className="max-w-40 truncate text-sm">{playBase}</span>}
          clean={cleanSlug}
        />
        <ZoneField />
        <span className="hidden sm:block" />
        <ZonedField path="startsAt" label="Start" />
        <ZonedField path="endsAt" label="End" />
      </div>
      <DocSwitch
        path="hallMode"
        label="Office or event"
        hint="Many players share one address there, so limits per network are left out."
      />
    </EditorSection>
  );
}

/** Another zone keeps the times on the wall: 18:00 stays 18:00. */
function ZoneField() {
  const { doc, change } = useEditor();
  const field = useDocField<string>("timeZone", "Times keep their place on the clock.");
  return (
    <ComboBox
      id={field.id}
      label="Time zone"
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      choices={zoneChoices}
      selectedKey={field.value}
      onSelectionChange={(key) => {
        if (key !== null && key !== doc.timeZone) change(inOtherZone(doc, String(key)));
      }}
    />
  );
}

function inOtherZone(doc: CampaignDoc, zone: string): CampaignDoc {
  const move = (iso: string) => moveToZone(iso, doc.timeZone, zone);
  return {
    ...doc,
    timeZone: zone,
    startsAt: move(doc.startsAt),
    endsAt: move(doc.endsAt),
    games: doc.games.map((game) => ({
      ...game,
      startsAt: move(game.startsAt),
      endsAt: move(game.endsAt),
    })),
  };
}
