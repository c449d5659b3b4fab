"use client";

import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { ZonedMoment } from "#components/admin/zoned-moment.tsx";

/** A moment of the campaign, in its zone. */
export function ZonedField({ path, label }: { readonly path: string; readonly label: string }) {
  const { doc } = useEditor();
  const field = useDocField<string>(path);
  return (
    <ZonedMoment
      id={field.id}
      label={label}
      zone={doc.timeZone}
      value={field.value}
      onChange={field.set}
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
    />
  );
}
