"use client";

import Link from "next/link";
import { fieldId } from "#components/admin/editor/doc-path.ts";
import { useEditor } from "#components/admin/editor/editor-context.tsx";
import { EditorSection } from "#components/admin/editor/editor-section.tsx";
import { PrizeCard } from "#components/admin/editor/prize-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { plural } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { ChecklistFacts } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { emptyPrize } from "#lib/campaigns/templates.ts";

export function PrizesSection() {
  const { doc, facts } = useEditor();
  const hasBrands = facts.brands.some((brand) => !brand.archived);
  return (
    <EditorSection number={3} title="Prizes" id="prizes">
      {hasBrands ? null : (
        <EmptyState sentence="Prizes come from a brand and its coupon pool. There is no brand yet.">
          <LinkButton href="/brands/new">New brand</LinkButton>
        </EmptyState>
      )}
      {doc.games.length === 0 && hasBrands ? (
        <p className="text-ink-2">
          Add a game first;{" "}
          <Link className="link" href="#games">
            prizes belong to games
          </Link>
          .
        </p>
      ) : null}
      {hasBrands
        ? doc.games.map((game, index) => <GamePrizes key={game.id} index={index} />)
        : null}
    </EditorSection>
  );
}

function GamePrizes({ index }: { readonly index: number }) {
  const { doc, facts, change, published } = useEditor();
  const game = doc.games[index];
  if (!game) return null;
  const total = game.prizes.reduce((sum, prize) => sum + prize.quantity, 0);
  const name = game.name || `Game ${index + 1}`;
  const fixed = published?.games.some((each) => each.id === game.id) ?? false;
  return (
    <div id={fieldId(`games.${index}.prizes`)} className="flex flex-col gap-3">
      <h3 className="flex flex-wrap items-baseline justify-between gap-2 font-semibold">
        {name}
        <span className="text-sm font-normal text-ink-2">{plural(total, "coupon")}</span>
      </h3>
      {game.prizes.map((prize, position) => (
        <PrizeCard key={prize.id} game={index} index={position} />
      ))}
      <div>
        <Button isDisabled={fixed} onPress={() => change(withNewPrize(doc, facts, index))}>
          Add a prize to {name}
        </Button>
        {fixed ? (
          <p className="mt-1 text-sm text-ink-2">
            The prizes are part of the commitment players can check, so none is added while live.
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** The next brand that gives nothing here yet, with its fullest pool. */
function withNewPrize(doc: CampaignDoc, facts: ChecklistFacts, index: number): CampaignDoc {
  const game = doc.games[index];
  const open = facts.brands.filter((brand) => !brand.archived);
  const brand =
    open.find(({ id }) => !game?.prizes.some((prize) => prize.brandId === id)) ?? open[0];
  if (!game || !brand) return doc;
  const pool = facts.pools
    .filter((each) => each.brandId === brand.id && !each.archived)
    .sort((a, b) => b.available - a.available)[0];
  const prize = emptyPrize(crypto.randomUUID(), brand.id, pool?.id ?? null);
  const games = doc.games.map((each) =>
    each.id === game.id ? { ...each, prizes: [...each.prizes, prize] } : each,
  );
  return { ...doc, games };
}
