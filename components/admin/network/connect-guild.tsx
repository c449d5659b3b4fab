"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { GuildFields } from "#components/admin/network/guild-fields.tsx";
import { platformWords } from "#components/admin/network/network-words.ts";
import { SecretOnce } from "#components/identity/secret-once.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import { type Platform, platforms } from "#lib/promotions/contract.ts";
import type { ConnectGuild } from "#lib/promotions/promoter-contract.ts";

interface Made {
  readonly href: string;
  /** Null: it had one already, or needs none. */
  readonly secret: string | null;
}

const guildLabels = { discord: "Guild id", telegram: "Chat id or @name", webhook: "Name" } as const;
const guildHints = {
  discord: "The server's id: digits.",
  telegram: "What it is known by from here on, also after it moves.",
  webhook: "What you call it; it stands for the webhook in every list.",
} as const;
const choices = platforms.map((id) => ({ id, label: platformWords[id] }));

/** Has the promoter serve a guild. A webhook's signing secret is shown once it is connected, and never again. */
export function ConnectGuildForm({ act }: { readonly act: Action<ConnectGuild, Made> }) {
  const router = useRouter();
  const [platform, setPlatform] = useState<Platform>("discord");
  const [made, setMade] = useState<Made | null>(null);
  const form = useActionForm(act, (answer) => {
    if (answer.secret !== null) return setMade(answer);
    toast.done("Connected. The promoter serves it from its next round on.");
    router.push(answer.href);
  });
  if (made?.secret) {
    return (
      <div className="flex flex-col items-start gap-4">
        <SecretOnce
          sentence="Connected. Its posts are signed with this secret: copy it now, it cannot be shown again."
          secret={made.secret}
          what="the secret"
        />
        <LinkButton look="primary" href={made.href}>
          Go on
        </LinkButton>
      </div>
    );
  }
  const drawn = ["guildId", "channelId", "url", "region", "language"];
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <FormFailure failure={form.failure} drawn={drawn} />
      <Select
        name="platform"
        label="Platform"
        choices={choices}
        selectedKey={platform}
        onSelectionChange={(key) =>
          setPlatform(platforms.find((known) => known === key) ?? "discord")
        }
      />
      <TextField
        name="guildId"
        label={guildLabels[platform]}
        hint={guildHints[platform]}
        errors={form.errorsOf("guildId")}
        maxLength={100}
        autoComplete="off"
        mono={platform !== "webhook"}
      />
      <GuildFields platform={platform} errorsOf={form.errorsOf} />
      <div>
        <SubmitButton pending={form.pending}>Connect</SubmitButton>
      </div>
    </form>
  );
}
