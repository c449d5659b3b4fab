import type { Metadata } from "next";
import Link from "next/link";
import { makeKey } from "#app/(admin)/settings/api-keys/actions.ts";
import { AddServer } from "#components/admin/network/add-server.tsx";
import { RegisterCurl } from "#components/admin/network/register-curl.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { requireActor } from "#lib/http/next/session.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Add a promo server · Promo servers" };

export default async function NewServerPage() {
  const actor = await requireActor("admin", "marketer");
  const { env } = await webRuntime();
  const base = env.BASE_URL.replace(/\/$/, "");
  return (
    <>
      <PageHeader
        title="Add a promo server"
        crumbs={[{ href: "/promo-servers", label: "Promo servers" }]}
      >
        <p className="text-ink-2">
          A bot puts its own servers on the network; all it needs is a key.
        </p>
      </PageHeader>
      <div className="mt-5 flex max-w-[760px] flex-col gap-[22px]">
        {isPermitted(actor, "apiKey", "create") ? (
          <AddServer base={base} makeKey={makeKey} />
        ) : (
          <Sheet title="A key for the bot" id="key">
            <p className="mb-3">
              Ask an admin for an API key of the scope <code>bot</code>. With it, this registers a
              promo server:
            </p>
            <RegisterCurl base={base} apiKey="YOUR_KEY" />
          </Sheet>
        )}
        <Sheet title="What happens then" id="then">
          <ol className="flex list-decimal flex-col gap-1.5 pl-5">
            <li>
              The bot registers each of its servers once; the answer carries the UUID in force.
            </li>
            <li>It says who agreed to the posts. Nothing is sent where nobody did.</li>
            <li>It fetches its batch, posts it at its own pace and reports each post.</li>
            <li>
              A call an hour keeps it active. Silent for longer, it stands under{" "}
              <Link className="link" href="/promo-servers/health">
                Health
              </Link>{" "}
              and its promotions go to others.
            </li>
          </ol>
        </Sheet>
      </div>
    </>
  );
}
