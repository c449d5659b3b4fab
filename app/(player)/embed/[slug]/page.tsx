import type { Metadata } from "next";
import { loadPlayerPage } from "../../load-player-page.ts";
import { type PlayerQuery, PlayerScreen } from "../../player-screen.tsx";

interface Props {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: PlayerQuery;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await loadPlayerPage((await params).slug);
  return { title: { absolute: page ? `${page.title} · Frolic` : "Frolic" } };
}

/** The same game inside somebody else's page; who may frame it is said by the front door's headers. */
export default async function EmbeddedGamePage({ params, searchParams }: Props) {
  const { slug } = await params;
  return <PlayerScreen slug={slug} path={`/embed/${slug}`} query={searchParams} embedded />;
}
