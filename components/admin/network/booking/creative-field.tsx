"use client";

import type { BookingDraft } from "#components/admin/network/booking/booking-draft.ts";
import { Select } from "#components/ui/select.tsx";

/** An approved ad whose words a promotion can take. */
export interface CreativeChoice
  extends Pick<
    BookingDraft,
    "brandId" | "appName" | "shortDescription" | "longDescription" | "category" | "messages"
  > {
  readonly id: string;
}

const typed = "typed";

/** Takes the words of an approved ad, each wording an arm; they can be changed afterwards. */
export function CreativeField({
  draft,
  change,
  creatives,
  errors,
}: {
  readonly draft: BookingDraft;
  readonly change: (part: Partial<BookingDraft>) => void;
  readonly creatives: readonly CreativeChoice[];
  readonly errors: readonly string[] | undefined;
}) {
  if (creatives.length === 0 && draft.adId === null) return null;
  const isListed = creatives.some(({ id }) => id === draft.adId);
  const take = (id: string) => {
    const ad = creatives.find((each) => each.id === id);
    if (!ad) return change({ adId: null });
    const { id: adId, brandId, ...texts } = ad;
    change({ ...texts, adId, brandId: brandId ?? draft.brandId });
  };
  return (
    <Select
      className="mb-4"
      label="Creative"
      hint="An approved ad fills in what stands below; it may be changed."
      choices={[
        { id: typed, label: "Typed in here" },
        ...(isListed || draft.adId === null
          ? []
          : [{ id: draft.adId, label: "The ad it was taken from" }]),
        ...creatives.map(({ id, appName }) => ({ id, label: appName })),
      ]}
      selectedKey={draft.adId ?? typed}
      onSelectionChange={(key) => take(String(key))}
      errors={errors}
    />
  );
}
