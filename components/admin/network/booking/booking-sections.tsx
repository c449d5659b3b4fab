"use client";

import { CheckboxGroup } from "react-aria-components";
import { appIdOf, type BookingDraft } from "#components/admin/network/booking/booking-draft.ts";
import { platformWords, tierWords } from "#components/admin/network/network-words.ts";
import { ZonedMoment } from "#components/admin/zoned-moment.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Choice } from "#components/ui/choice-option.tsx";
import { ComboBox } from "#components/ui/combo-box.tsx";
import { FieldFrame, fieldProps } from "#components/ui/field.tsx";
import { NumberField } from "#components/ui/number-field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextArea, TextField } from "#components/ui/text-field.tsx";
import { zoneChoices } from "#components/ui/zone-choices.ts";
import { platforms, type Tier, tierNames, tiers } from "#lib/promotions/contract.ts";

export interface SectionProps {
  readonly draft: BookingDraft;
  readonly change: (part: Partial<BookingDraft>) => void;
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}

const none = "none";
const currencies = ["EUR", "USD", "GBP", "CHF"].map((id) => ({ id, label: id }));

export function AppFields({
  draft,
  change,
  errorsOf,
  campaigns,
}: SectionProps & { readonly campaigns: readonly Choice[] }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="appName"
        label="App"
        value={draft.appName}
        onChange={(appName) => change({ appName })}
        errors={errorsOf("appName")}
        maxLength={120}
        autoComplete="off"
      />
      <TextField
        name="appId"
        label="App id"
        hint="What bots know the app by."
        placeholder={appIdOf(draft)}
        value={draft.appId}
        onChange={(appId) => change({ appId })}
        errors={errorsOf("appId")}
        maxLength={80}
        autoComplete="off"
        mono
      />
      <TextArea
        name="shortDescription"
        label="Short description"
        className="sm:col-span-2"
        rows={2}
        value={draft.shortDescription}
        onChange={(shortDescription) => change({ shortDescription })}
        errors={errorsOf("shortDescription")}
        maxLength={300}
      />
      <TextArea
        name="longDescription"
        label="Long description (optional)"
        className="sm:col-span-2"
        rows={3}
        value={draft.longDescription}
        onChange={(longDescription) => change({ longDescription })}
        errors={errorsOf("longDescription")}
        maxLength={2000}
      />
      <Select
        label="A click leads to"
        choices={[{ id: none, label: "An address outside" }, ...campaigns]}
        selectedKey={draft.promotedCampaignId ?? none}
        onSelectionChange={(key) =>
          change({ promotedCampaignId: key === none || key === null ? null : String(key) })
        }
        hint="A campaign of this installation is followed from the click to the win."
        errors={errorsOf("promotedCampaignId")}
      />
      {draft.promotedCampaignId ? null : (
        <TextField
          name="ctaUrl"
          label="Address"
          hint="Posts carry a tracked link that leads here."
          placeholder="https://"
          type="url"
          value={draft.ctaUrl}
          onChange={(ctaUrl) => change({ ctaUrl })}
          errors={errorsOf("ctaUrl")}
          autoComplete="off"
        />
      )}
      <TextField
        name="imageUrl"
        label="Picture (optional)"
        hint="Where it can be fetched."
        placeholder="https://"
        type="url"
        value={draft.imageUrl}
        onChange={(imageUrl) => change({ imageUrl })}
        errors={errorsOf("imageUrl")}
        autoComplete="off"
      />
      <TextField
        name="campaignId"
        label="Campaign id (optional)"
        hint="Made from app and month when empty."
        value={draft.campaignId}
        onChange={(campaignId) => change({ campaignId })}
        errors={errorsOf("campaignId")}
        maxLength={120}
        autoComplete="off"
        mono
      />
    </div>
  );
}

function rangeOf(tier: Tier): string {
  const { from, to } = tiers[tier];
  return tier === "exact" ? "any number up to 20" : `${from} to ${to} promo servers`;
}

export function TierFields({ draft, change, errorsOf }: SectionProps) {
  const { from, to } = tiers[draft.tier];
  const choose = (tier: Tier) => {
    const { from: least, to: greatest } = tiers[tier];
    change({ tier, servers: Math.max(least, Math.min(greatest, draft.servers)) });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <RadioGroup
        label="Tier"
        value={draft.tier}
        onChange={(value) => choose(tierNames.find((tier) => tier === value) ?? "standard")}
        choices={tierNames.map((value) => ({
          value,
          label: tierWords[value],
          hint: rangeOf(value),
        }))}
        errors={errorsOf("tier")}
      />
      <NumberField
        label="Promo servers"
        hint="Exactly so many different ones, each with a receipt."
        value={draft.servers}
        minValue={from}
        maxValue={to}
        onChange={(servers) => change({ servers: Number.isNaN(servers) ? from : servers })}
        errors={errorsOf("servers")}
      />
    </div>
  );
}

export function WindowFields({ draft, change, errorsOf }: SectionProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <ZonedMoment
        label="Starts"
        zone={draft.zone}
        value={draft.startsAt}
        onChange={(startsAt) => change({ startsAt })}
        errors={errorsOf("startsAt")}
      />
      <ZonedMoment
        label="Ends"
        zone={draft.zone}
        value={draft.endsAt}
        onChange={(endsAt) => change({ endsAt })}
        errors={errorsOf("endsAt")}
      />
      <ComboBox
        label="Time zone"
        hint="The moments stay, their clock changes."
        choices={zoneChoices}
        selectedKey={draft.zone}
        onSelectionChange={(key) => key !== null && change({ zone: String(key) })}
      />
    </div>
  );
}

export function AudienceFields({ draft, change, errorsOf }: SectionProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        name="regions"
        label="Regions"
        hint="With commas between them, like EU, NA. Empty: everywhere."
        value={draft.regions}
        onChange={(regions) => change({ regions })}
        errors={errorsOf("regions")}
        autoComplete="off"
      />
      <TextField
        name="languages"
        label="Languages"
        hint="Like en, de. Empty: all."
        value={draft.languages}
        onChange={(languages) => change({ languages })}
        errors={errorsOf("languages")}
        autoComplete="off"
      />
      <CheckboxGroup
        value={[...draft.platforms]}
        onChange={(chosen) =>
          change({ platforms: platforms.filter((platform) => chosen.includes(platform)) })
        }
        {...fieldProps({ errors: errorsOf("platforms") })}
      >
        <FieldFrame label="Platforms" hint="None chosen: all." errors={errorsOf("platforms")}>
          <div className="flex flex-wrap gap-x-5">
            {platforms.map((platform) => (
              <Checkbox key={platform} value={platform}>
                {platformWords[platform]}
              </Checkbox>
            ))}
          </div>
        </FieldFrame>
      </CheckboxGroup>
      <TextField
        name="category"
        label="Category"
        hint="Promo servers that block it are left out."
        value={draft.category}
        onChange={(category) => change({ category })}
        errors={errorsOf("category")}
        maxLength={40}
        autoComplete="off"
      />
      <NumberField
        label="Members, at least"
        value={draft.minUsers}
        minValue={0}
        onChange={(minUsers) => change({ minUsers: Number.isNaN(minUsers) ? 0 : minUsers })}
        errors={errorsOf("minUsers")}
      />
      <NumberField
        label="Members, at most"
        hint="Empty: no limit."
        value={draft.maxUsers ?? Number.NaN}
        minValue={1}
        onChange={(maxUsers) => change({ maxUsers: Number.isNaN(maxUsers) ? null : maxUsers })}
        errors={errorsOf("maxUsers")}
      />
    </div>
  );
}

export function PriceFields({
  draft,
  change,
  errorsOf,
  brands,
}: SectionProps & { readonly brands: readonly Choice[] }) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Select
        label="Brand"
        hint="Its people see where the promotion ran."
        choices={[{ id: none, label: "No brand" }, ...brands]}
        selectedKey={draft.brandId ?? none}
        onSelectionChange={(key) =>
          change({ brandId: key === none || key === null ? null : String(key) })
        }
        errors={errorsOf("brandId")}
      />
      <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-2">
        <NumberField
          label="Price"
          hint="For all exposures together."
          value={draft.price}
          minValue={0}
          step={0.01}
          onChange={(price) => change({ price: Number.isNaN(price) ? 0 : price })}
          errors={errorsOf("priceMinor")}
        />
        <Select
          label="Currency"
          choices={currencies}
          selectedKey={draft.currency}
          onSelectionChange={(key) => key !== null && change({ currency: String(key) })}
          errors={errorsOf("currency")}
        />
      </div>
    </div>
  );
}
