"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { cleanSlug } from "#components/admin/editor/basics-section.tsx";
import { DocNumber, DocSwitch, DocText } from "#components/admin/editor/doc-fields.tsx";
import { fieldId, moved } from "#components/admin/editor/doc-path.ts";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { PacingPanel } from "#components/admin/editor/pacing/pacing-panel.tsx";
import { ZonedField } from "#components/admin/editor/zoned-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toaster.tsx";

const whoChoices = [
  { id: "anonymous", label: "Anybody", hint: "limits count browsers" },
  { id: "identified", label: "Identified players", hint: "by your own sign-in" },
];

export function GameCard({ index }: { readonly index: number }) {
  const { doc } = useEditor();
  const game = doc.games[index];
  if (!game) return null;
  const path = `games.${index}`;
  return (
    <fieldset
      id={fieldId(path)}
      className="flex flex-col gap-4 border border-dashed border-rule-2 p-4"
    >
      <legend className="px-1.5 font-semibold">{game.name || `Game ${index + 1}`}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <DocText path={`${path}.name`} label="Name of the game" maxLength={80} />
        <DocText path={`${path}.slug`} label="Address of the game" prefix="/" clean={cleanSlug} />
        <ZonedField path={`${path}.startsAt`} label="Opens" />
        <ZonedField path={`${path}.endsAt`} label="Closes" />
      </div>
      <div className="grid grid-cols-2 gap-4 md:grid-cols-4">
        <DocNumber path={`${path}.playsPerPlayer`} label="Plays a player" min={1} max={10_000} />
        <DocNumber path={`${path}.winsPerPlayer`} label="Wins a player" min={1} max={1000} />
        <DocNumber path={`${path}.revealSeconds`} label="Reel seconds" min={1} max={60} />
        <DocNumber path={`${path}.expectedPlays`} label="Expected plays" max={100_000_000} />
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <WhoField path={`${path}.whoMayPlay`} />
        <DocSwitch
          path={`${path}.playsPerDay`}
          label="Plays come back every day"
          hint={`A day begins at midnight in ${doc.timeZone.replaceAll("_", " ")}.`}
        />
      </div>
      <PacingPanel index={index} />
      <GameButtons index={index} />
    </fieldset>
  );
}

function WhoField({ path }: { readonly path: string }) {
  const field = useDocField<string>(path);
  return (
    <Select
      id={field.id}
      label="Who may play"
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      choices={whoChoices}
      selectedKey={field.value}
      onSelectionChange={(key) => key !== null && field.set(String(key))}
    />
  );
}

function GameButtons({ index }: { readonly index: number }) {
  const { doc, change, published } = useEditor();
  const game = doc.games[index];
  if (!game) return null;
  const name = game.name || `Game ${index + 1}`;
  const isPublished = published?.games.some((each) => each.id === game.id) ?? false;
  const move = (step: -1 | 1) => change({ ...doc, games: moved(doc.games, index, step) });
  const remove = () => {
    const before = doc;
    change({ ...doc, games: doc.games.filter((each) => each.id !== game.id) });
    toast.done(`${name} was removed.`, () => change(before));
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        aria-label={`Move ${name} up`}
        isDisabled={index === 0 || published !== null}
        onPress={() => move(-1)}
      >
        <ArrowUp aria-hidden="true" size={16} /> Up
      </Button>
      <Button
        aria-label={`Move ${name} down`}
        isDisabled={index === doc.games.length - 1 || published !== null}
        onPress={() => move(1)}
      >
        <ArrowDown aria-hidden="true" size={16} /> Down
      </Button>
      <Button look="danger" aria-label={`Remove ${name}`} isDisabled={isPublished} onPress={remove}>
        <Trash2 aria-hidden="true" size={16} /> Remove
      </Button>
    </div>
  );
}
