import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { finishSetup } from "#app/setup/actions.ts";
import { FrontDoor } from "#components/identity/front-door.tsx";
import { SetupForm } from "#components/identity/setup-form.tsx";
import { Note } from "#components/ui/note.tsx";
import { setupState } from "#lib/identity/setup-token.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

export default async function SetupPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { database, env } = await webRuntime();
  const { token: given } = await searchParams;
  const token = typeof given === "string" ? given : undefined;
  const state = await setupState(database.sql, env.FROLIC_SECRET, token);
  if (state.kind === "closed") notFound();
  if (state.kind === "expired") return <Expired purpose={state.purpose} />;
  const { purpose, role, brandName, email } = state.token;
  const join = role === "brand" && brandName ? `Join ${brandName} on Frolic` : "Join Frolic";
  return (
    <FrontDoor title={purpose === "setup" ? "Make the first account" : join}>
      <SetupForm
        act={finishSetup}
        token={token ?? ""}
        email={email ?? undefined}
        submit={purpose === "setup" ? "Create and sign in" : "Join and sign in"}
      />
    </FrontDoor>
  );
}

function Expired({ purpose }: { readonly purpose: "setup" | "invite" }) {
  return (
    <FrontDoor title="This link is over">
      <Note tone="warn">
        {purpose === "setup" ? (
          <>
            A set-up link works once and for half an hour. Run <code>npm run setup-token</code> for
            a new one.
          </>
        ) : (
          "An invitation works once and for a week. Ask an admin for a new one."
        )}
      </Note>
      <p className="mt-4 text-sm">
        <Link className="link" href="/login">
          Sign in instead
        </Link>
      </p>
    </FrontDoor>
  );
}
