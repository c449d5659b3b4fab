"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import {
  DraftSaver,
  type SaveState,
  type Saving,
  type Stored,
} from "#components/admin/editor/draft-saver.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";

const quietMs = 1000;

/**
 * Stores the document one second after the last change. What broke on the way is tried again by itself, after a
 * pause that grows and as soon as the browser says that it is online.
 */
export function useAutosave(initial: Stored, { save, latest }: Saving, on: boolean) {
  const [doc, setDoc] = useState(initial.doc);
  const [state, setState] = useState<SaveState>({ kind: "saved", at: null });
  const [saver] = useState(() => new DraftSaver(initial, setState));
  const saving = useMemo(() => ({ save, latest }), [save, latest]);
  const flush = useCallback(() => saver.flush(saving), [saver, saving]);

  const change = useCallback(
    (next: CampaignDoc) => {
      saver.want(next);
      setDoc(next);
      setState((now) => (now.kind === "conflict" ? now : { kind: "dirty" }));
    },
    [saver],
  );

  useEffect(() => {
    if (!on || state.kind !== "dirty") return;
    const timer = setTimeout(() => void flush(), quietMs);
    return () => clearTimeout(timer);
  }, [on, state, flush]);

  const retryMs = on && state.kind === "failed" ? state.retryMs : null;
  useEffect(() => {
    // Each failure is a state of its own, also when its pause is as long as the last one's.
    if (retryMs === null || state.kind !== "failed") return;
    const retry = () => void saver.flush(saving, true);
    const timer = setTimeout(retry, retryMs);
    window.addEventListener("online", retry);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", retry);
    };
  }, [retryMs, state, saver, saving]);

  const settle = useCallback(
    (next: CampaignDoc, docVersion: number, isStored: boolean) => {
      saver.settle({ doc: next, docVersion }, isStored);
      setDoc(next);
      setState(isStored ? { kind: "saved", at: null } : { kind: "dirty" });
    },
    [saver],
  );

  return { doc, state, change, flush, settle, currentVersion: () => saver.version };
}
