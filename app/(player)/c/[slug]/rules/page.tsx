import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PlayerFrame } from "#components/player/player-frame.tsx";
import { RulesSheet } from "#components/player/rules-sheet.tsx";
import { webRuntime } from "#lib/platform/runtime.ts";
import { findRulesPage } from "#lib/plays/player-page.ts";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

const loadRules = cache(async (slug: string) =>
  findRulesPage((await webRuntime()).database.sql, slug),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const rules = await loadRules((await params).slug);
  return { title: { absolute: rules ? `Rules & odds · ${rules.title} · Frolic` : "Frolic" } };
}

/** The official rules of the published revision. */
export default async function RulesPage({ params }: Props) {
  const rules = await loadRules((await params).slug);
  if (!rules) notFound();
  return (
    <PlayerFrame
      slug={rules.slug}
      brands={rules.brands}
      enamel={rules.enamel}
      bulb={rules.bulb}
      embedded={false}
    >
      <RulesSheet rules={rules} />
    </PlayerFrame>
  );
}
