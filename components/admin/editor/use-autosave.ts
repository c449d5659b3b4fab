"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { CampaignDoc, SavedDraft } from "#lib/campaigns/contract.ts";
import type { ActionFailure, ActionResult } from "#lib/http/next/action-result.ts";

export type SaveState =
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "dirty" }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly failure: ActionFailure }
  | { readonly kind: "conflict" };

const quietMs = 1000;

type Save = (docVersion: number, doc: CampaignDoc) => Promise<ActionResult<SavedDraft>>;

/**
 * Stores the document one second after the last change, one save at a time: a change that comes during a save
 * waits for its answer, so that versions follow each other. After a conflict it stands still until told.
 */
export function useAutosave(
  initial: { doc: CampaignDoc; docVersion: number },
  save: Save,
  on: boolean,
) {
  const [doc, setDoc] = useState(initial.doc);
  const [state, setState] = useState<SaveState>({ kind: "saved", at: null });
  const wanted = useRef(initial.doc);
  const stored = useRef(initial.doc);
  const version = useRef(initial.docVersion);
  const running = useRef<Promise<boolean> | null>(null);
  const halted = useRef(false);

  const flush = useCallback((): Promise<boolean> => {
    const run = async (): Promise<boolean> => {
      while (wanted.current !== stored.current && !halted.current) {
        const sent = wanted.current;
        setState({ kind: "saving" });
        const answer = await save(version.current, sent);
        if (!answer.ok) {
          halted.current = answer.code === "version_conflict";
          setState(halted.current ? { kind: "conflict" } : { kind: "failed", failure: answer });
          return false;
        }
        version.current = answer.value.docVersion;
        stored.current = sent;
        setState({ kind: "saved", at: answer.value.savedAt });
      }
      return !halted.current;
    };
    running.current ??= run().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [save]);

  const change = useCallback((next: CampaignDoc) => {
    wanted.current = next;
    setDoc(next);
    setState((now) => (now.kind === "conflict" ? now : { kind: "dirty" }));
  }, []);

  useEffect(() => {
    if (!on || state.kind !== "dirty") return;
    const timer = setTimeout(() => void flush(), quietMs);
    return () => clearTimeout(timer);
  }, [on, state, flush]);

  /** Takes a document and version from elsewhere, as stored (theirs) or as still to be stored (mine). */
  const settle = useCallback((next: CampaignDoc, docVersion: number, isStored: boolean) => {
    halted.current = false;
    version.current = docVersion;
    wanted.current = next;
    if (isStored) stored.current = next;
    setDoc(next);
    setState(isStored ? { kind: "saved", at: null } : { kind: "dirty" });
  }, []);

  return { doc, state, change, flush, settle, currentVersion: () => version.current };
}
