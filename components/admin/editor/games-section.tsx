"use client";

import { useEditor } from "#components/admin/editor/editor-context.tsx";
import { EditorSection } from "#components/admin/editor/editor-section.tsx";
import { GameCard } from "#components/admin/editor/game-card.tsx";
import { GameTimeline } from "#components/admin/editor/game-timeline.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { freeSlug, slugOf } from "#lib/campaigns/slug.ts";
import { emptyGame } from "#lib/campaigns/templates.ts";

export function GamesSection() {
  const { doc, change } = useEditor();
  const add = () => change(withNewGame(doc));
  return (
    <EditorSection
      number={2}
      title="Games"
      id="games"
      aside={doc.games.length ? <Button onPress={add}>Add a game</Button> : null}
    >
      {doc.games.length === 0 ? (
        <EmptyState sentence="A campaign needs at least one game: a reel with a window and prizes.">
          <Button onPress={add}>Add a game</Button>
        </EmptyState>
      ) : (
        <>
          {doc.games.length > 1 ? <GameTimeline doc={doc} /> : null}
          <ol className="flex flex-col gap-4">
            {doc.games.map((game, index) => (
              <li key={game.id}>
                <GameCard index={index} />
              </li>
            ))}
          </ol>
        </>
      )}
    </EditorSection>
  );
}

function withNewGame(doc: CampaignDoc): CampaignDoc {
  const { startsAt, endsAt } = doc;
  const game = emptyGame(crypto.randomUUID(), { startsAt, endsAt });
  const name = `Game ${doc.games.length + 1}`;
  const slug = freeSlug(slugOf(name), new Set(doc.games.map((each) => each.slug)));
  return { ...doc, games: [...doc.games, { ...game, name, slug }] };
}
