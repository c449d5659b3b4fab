"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { webCryptoTools } from "#components/fairness/web-crypto.ts";
import { checkPlay, type PlayCheck, RecordUnreachable } from "#lib/plays/proof/check-play.ts";
import type { ChainLink, PlayProof } from "#lib/plays/proof/proof-contract.ts";

export type CheckState =
  | { readonly phase: "checking" | "unreachable" | "unknown" | "no-crypto" }
  | { readonly phase: "pending"; readonly proof: PlayProof }
  | { readonly phase: "checked"; readonly proof: PlayProof; readonly check: PlayCheck };

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    const response = await fetch(path, { cache: "no-store" });
    if (response.status === 404) return undefined;
    if (response.ok) return (await response.json()) as T;
    throw new RecordUnreachable(`${path} answered ${response.status}`);
  } catch (error) {
    throw new RecordUnreachable(path, { cause: error });
  }
}

async function readAndCheck(playId: string): Promise<CheckState> {
  const proof = await readJson<PlayProof>(`/api/plays/${playId}/proof`);
  if (!proof) return { phase: "unknown" };
  if (!proof.evidence) return { phase: "pending", proof };
  const tools = webCryptoTools();
  if (!tools) return { phase: "no-crypto" };
  const readLinks = async (afterSeq: number) => {
    const path = `/api/games/${proof.game.gameId}/chain?after=${afterSeq}`;
    return (await readJson<{ links: ChainLink[] }>(path))?.links ?? [];
  };
  return { phase: "checked", proof, check: await checkPlay(proof, { ...tools, readLinks }) };
}

/** Reads the public record of a play and computes it again, here. */
export function usePlayCheck(playId: string): CheckState & { readonly again: () => void } {
  const [state, setState] = useState<CheckState>({ phase: "checking" });
  const latest = useRef(0);
  const again = useCallback(() => {
    latest.current += 1;
    const round = latest.current;
    setState({ phase: "checking" });
    void readAndCheck(playId)
      .catch((): CheckState => ({ phase: "unreachable" }))
      .then((read) => {
        if (round === latest.current) setState(read);
      });
  }, [playId]);
  useEffect(() => {
    again();
    return () => {
      latest.current += 1;
    };
  }, [again]);
  return { ...state, again };
}
