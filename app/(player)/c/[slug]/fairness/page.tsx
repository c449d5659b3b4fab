import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FairnessSheet } from "#components/fairness/fairness-sheet.tsx";
import { fairnessTexts } from "#components/fairness/fairness-texts.ts";
import { PlayerFrame } from "#components/player/player-frame.tsx";
import { webRuntime } from "#lib/platform/runtime.ts";
import { publishedKey } from "#lib/plays/sign-heads.ts";
import { loadFairnessPage } from "../../../load-fairness-page.ts";
import "../../../fairness.css";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadFairnessPage((await params).slug);
  return {
    title: { absolute: page ? `${fairnessTexts.title} · ${page.title} · Frolic` : "Frolic" },
  };
}

/** What was promised before the start, and what everybody can check after the end. */
export default async function FairnessRoute({ params }: Props) {
  const page = await loadFairnessPage((await params).slug);
  if (!page) notFound();
  const { spki } = publishedKey((await webRuntime()).env.FROLIC_SECRET);
  const { slug, brands, enamel, bulb } = page;
  return (
    <PlayerFrame slug={slug} brands={brands} enamel={enamel} bulb={bulb} embedded={false}>
      <FairnessSheet page={page} publicKey={spki} />
    </PlayerFrame>
  );
}
