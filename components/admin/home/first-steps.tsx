import type { ReactNode } from "react";
import { RemoveDemo } from "#components/admin/home/remove-demo.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** Three ways in, for somebody who has just set it up. */
export function FirstSteps({
  demo,
  mayInvite,
  removeDemo,
}: {
  readonly demo: { readonly href: string; readonly playHref: string } | null;
  readonly mayInvite: boolean;
  readonly removeDemo: Action<unknown, void> | null;
}) {
  return (
    <section aria-label="First steps" className="mt-5 grid gap-3 md:grid-cols-3">
      {demo ? (
        <Card title="Try the demo" text="A campaign is live now, with made-up brands and coupons.">
          <a className={buttonClass("primary")} href={demo.playHref} target="_blank" rel="noopener">
            Play it
          </a>
          <LinkButton href={demo.href}>Watch it</LinkButton>
          {removeDemo ? <RemoveDemo removeDemo={removeDemo} /> : null}
        </Card>
      ) : null}
      <Card title="Make your own" text="A template fills in dates, one game and sensible limits.">
        <LinkButton look={demo ? "plain" : "primary"} href="/campaigns/new">
          Create from a template
        </LinkButton>
      </Card>
      {mayInvite ? (
        <Card
          title="Invite a teammate"
          text="Marketers make campaigns; brand people see their own figures."
        >
          <LinkButton href="/settings/people">Invite somebody</LinkButton>
        </Card>
      ) : null}
    </section>
  );
}

function Card({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="sheet flex flex-col items-start gap-3">
      <h2 className="title text-2xl">{title}</h2>
      <p className="text-ink-2">{text}</p>
      <div className="mt-auto flex flex-wrap gap-2">{children}</div>
    </div>
  );
}
