"use client";

import { TextField } from "#components/ui/text-field.tsx";
import type { Platform } from "#lib/promotions/contract.ts";

const channelLabels = { discord: "Channel id", telegram: "Chat id or @name" } as const;
const channelHints = {
  discord: "The bot must see the channel and may post there.",
  telegram: "The bot must be a member; in a channel, an admin.",
} as const;

/** Where the promoter posts, and whom it reaches there. */
export function GuildFields({
  platform,
  given,
  errorsOf,
}: {
  readonly platform: Platform;
  /** What is set; undefined for a guild that is connected now. */
  readonly given?: {
    readonly channelId: string | null;
    readonly region: string | null;
    readonly language: string | null;
  };
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}) {
  return (
    <>
      {platform === "webhook" ? (
        <TextField
          key="url"
          name="url"
          label={given ? "Another address" : "Address"}
          hint={
            given
              ? "Empty: the address stays. It is sealed and cannot be shown."
              : "A public host. It is sealed and never shown again."
          }
          placeholder="https://chat.example/hooks/…"
          errors={errorsOf("url")}
          maxLength={2000}
          autoComplete="off"
          mono
        />
      ) : (
        <TextField
          key={platform}
          name="channelId"
          label={channelLabels[platform]}
          hint={channelHints[platform]}
          defaultValue={given?.channelId ?? ""}
          errors={errorsOf("channelId")}
          maxLength={45}
          autoComplete="off"
          mono
        />
      )}
      <TextField
        name="region"
        label="Region"
        hint="As promotions name it, such as eu. Empty: unknown."
        defaultValue={given?.region ?? ""}
        errors={errorsOf("region")}
        maxLength={40}
        autoComplete="off"
      />
      <TextField
        name="language"
        label="Language"
        hint="Such as en. Empty: unknown."
        defaultValue={given?.language ?? ""}
        errors={errorsOf("language")}
        maxLength={20}
        autoComplete="off"
      />
    </>
  );
}
