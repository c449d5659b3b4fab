"use client";

import { createContext, type ReactNode, useContext } from "react";
import { fieldId, readPath, writePath } from "#components/admin/editor/doc-path.ts";
import type { PastGameActions } from "#components/admin/editor/editor-contract.ts";
import type { ChecklistFacts, ChecklistLine } from "#lib/campaigns/checklist-contract.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { liveFieldRule } from "#lib/campaigns/live-fields.ts";

export interface Editor {
  readonly doc: CampaignDoc;
  readonly change: (doc: CampaignDoc) => void;
  readonly facts: ChecklistFacts;
  readonly checklist: readonly ChecklistLine[];
  /** Sentences of the last save about single fields, by path. */
  readonly refused: Readonly<Record<string, string>>;
  /** The published document, where there is one: what is not in it may still be edited freely. */
  readonly published: CampaignDoc | null;
  /** More of a prize, or another pool, waits for a second person. */
  readonly twoPeople: boolean;
  /** Checklist errors show beside their fields only once somebody asked to publish. */
  readonly showProblems: boolean;
  /** Earlier games whose traffic a plan can follow. */
  readonly past: PastGameActions;
  /** The page with figures and simulator of a game. */
  readonly gamesHref: (gameId: string) => string;
}

const EditorContext = createContext<Editor | null>(null);

export function EditorProvider({
  editor,
  children,
}: {
  readonly editor: Editor;
  readonly children: ReactNode;
}) {
  return <EditorContext value={editor}>{children}</EditorContext>;
}

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("the field stands outside the editor");
  return editor;
}

export interface BoundField<T> {
  readonly id: string;
  readonly value: T;
  readonly set: (value: T) => void;
  readonly errors: readonly string[] | undefined;
  readonly isDisabled: boolean;
  readonly hint: string | undefined;
}

/** One field of the document: its value, its problems, and what a change of it means while live. */
export function useDocField<T>(path: string, hint?: string): BoundField<T> {
  const { doc, change, checklist, refused, published, twoPeople, showProblems } = useEditor();
  const problems = showProblems
    ? checklist.filter((line) => line.path === path && line.severity === "error")
    : [];
  const said = [...problems.map((line) => line.message), ...(refused[path] ? [refused[path]] : [])];
  const rule = published && isInPublished(published, doc, path) ? liveFieldRule(path) : null;
  const effect =
    rule?.effect === "locked" ? `Locked: ${rule.why}` : rule ? effectOf(path, twoPeople) : null;
  return {
    id: fieldId(path),
    value: readPath(doc, path) as T,
    set: (value) => change(writePath(doc, path, value)),
    errors: said.length ? said : undefined,
    isDisabled: rule?.effect === "locked",
    hint: [hint, effect].filter(Boolean).join(" ") || undefined,
  };
}

function effectOf(path: string, twoPeople: boolean): string {
  if (twoPeople && /\.prizes\.\d+\.quantity$/.test(path)) return "More needs a second person.";
  if (twoPeople && /\.prizes\.\d+\.poolId$/.test(path)) return "Needs a second person.";
  return "Takes effect at once.";
}

/** A game added to a published campaign is new: nothing of it is committed yet. */
function isInPublished(published: CampaignDoc, doc: CampaignDoc, path: string): boolean {
  const index = /^games\.(\d+)(?:\.|$)/.exec(path)?.[1];
  if (index === undefined) return true;
  const id = doc.games[Number(index)]?.id;
  return published.games.some((game) => game.id === id);
}
