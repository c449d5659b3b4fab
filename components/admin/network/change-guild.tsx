"use client";

import { useRouter } from "next/navigation";
import { GuildFields } from "#components/admin/network/guild-fields.tsx";
import { FormFailure } from "#components/ui/form-failure.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useActionForm } from "#components/ui/use-action-form.ts";
import type { Action } from "#lib/http/next/action-result.ts";
import type { ChangeGuild, PromoterGuildView } from "#lib/promotions/promoter-contract.ts";

export function ChangeGuildForm({
  guild,
  act,
}: {
  readonly guild: PromoterGuildView;
  readonly act: Action<ChangeGuild, void>;
}) {
  const router = useRouter();
  const isServed = guild.state !== "stopped" && guild.state !== "leaving";
  const form = useActionForm(act, () => {
    toast.done("Saved. The promoter follows it from its next round on.");
    router.refresh();
  });
  return (
    <form onSubmit={form.onSubmit} className="flex flex-col gap-4" noValidate>
      <FormFailure failure={form.failure} drawn={["channelId", "url", "region", "language"]} />
      <input type="hidden" name="id" value={guild.id} />
      <input type="hidden" name="platform" value={guild.platform} />
      <GuildFields platform={guild.platform} given={guild} errorsOf={form.errorsOf} />
      <div>
        <SubmitButton pending={form.pending}>
          {isServed ? "Save" : "Save and serve it again"}
        </SubmitButton>
      </div>
    </form>
  );
}
