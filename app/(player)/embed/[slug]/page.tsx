import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { GameStage } from "#components/player/game-stage.tsx";
import { loadPlayerPage } from "../../load-player-page.ts";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadPlayerPage((await params).slug);
  return { title: { absolute: page ? `${page.title} · Frolic` : "Frolic" } };
}

/** The same game inside somebody else's page; who may frame it is said by the front door's headers. */
export default async function EmbeddedGamePage({ params }: Props) {
  const page = await loadPlayerPage((await params).slug);
  if (!page) notFound();
  return <GameStage page={page} now={new Date()} />;
}
