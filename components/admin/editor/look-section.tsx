"use client";

import { DocText } from "#components/admin/editor/doc-fields.tsx";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { EditorSection } from "#components/admin/editor/editor-section.tsx";
import { LookPreview } from "#components/admin/editor/look-preview.tsx";
import { Button } from "#components/ui/button.tsx";
import { ColorField } from "#components/ui/color-field.tsx";
import { contrastWithWhite, isReadable, nearestReadable } from "#lib/campaigns/contrast.ts";

export function LookSection() {
  const { doc, facts } = useEditor();
  const brandId = doc.games[0]?.prizes[0]?.brandId;
  const brand = facts.brands.find((each) => each.id === brandId);
  return (
    <EditorSection number={4} title="Look" id="look">
      <div className="grid gap-6 md:grid-cols-[minmax(0,1fr)_230px]">
        <div className="flex min-w-0 flex-col gap-4">
          <EnamelField />
          <BulbField />
          <DocText path="look.title" label="Title" maxLength={40} />
          <DocText
            path="look.subtitle"
            label="Line under the title"
            hint="A line of a phone holds about 45 letters."
            maxLength={120}
          />
          <DocText
            path="look.winText"
            label="Words of a win"
            hint="Empty: You won."
            maxLength={120}
          />
          <DocText
            path="look.loseText"
            label="Words of no coupon"
            hint="Empty: No coupon this time."
            maxLength={120}
          />
        </div>
        <LookPreview look={doc.look} brand={brand?.name ?? "Your brand"} />
      </div>
    </EditorSection>
  );
}

/** White text stands on the cabinet: a colour it cannot be read on is refused, with the nearest that works. */
function EnamelField() {
  const field = useDocField<string>("look.enamel");
  const ratio = contrastWithWhite(field.value).toFixed(1);
  const readable = isReadable(field.value);
  const nearest = nearestReadable(field.value);
  return (
    <div className="flex flex-col items-start gap-2">
      <ColorField
        id={field.id}
        label="Cabinet"
        value={field.value}
        onChange={field.set}
        isDisabled={field.isDisabled}
        hint={[`White text on it: ${ratio} to 1.`, field.hint].filter(Boolean).join(" ")}
        errors={
          readable ? undefined : [`White text reads at ${ratio} to 1 here; at least 4.5 is needed.`]
        }
      />
      {readable ? null : (
        <Button onPress={() => field.set(nearest)}>
          <span
            aria-hidden="true"
            className="size-4 border border-rule-2"
            style={{ background: nearest }}
          />
          Use {nearest}
        </Button>
      )}
    </div>
  );
}

const night = "#1A1030";

function BulbField() {
  const field = useDocField<string>("look.bulb");
  const ratio = contrastWithWhite(night) / contrastWithWhite(field.value);
  return (
    <ColorField
      id={field.id}
      label="Bulbs and button"
      value={field.value}
      onChange={field.set}
      isDisabled={field.isDisabled}
      hint={[`The button's dark text on it: ${ratio.toFixed(1)} to 1.`, field.hint]
        .filter(Boolean)
        .join(" ")}
      errors={
        ratio < 4.5
          ? [`The button's text reads at ${ratio.toFixed(1)} to 1 here. Choose a lighter colour.`]
          : undefined
      }
    />
  );
}
