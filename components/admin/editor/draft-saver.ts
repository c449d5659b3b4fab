import { callAction, connectionLost } from "#components/ui/call-action.ts";
import type { CampaignDoc, SavedDraft } from "#lib/campaigns/contract.ts";
import { diffDocs } from "#lib/campaigns/doc-diff.ts";
import type { ActionFailure, ActionResult } from "#lib/http/next/action-result.ts";

export type SaveState =
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "dirty" }
  | { readonly kind: "saving" }
  | {
      readonly kind: "failed";
      readonly failure: ActionFailure;
      /** When to try again by itself; null where only a person can mend it. */
      readonly retryMs: number | null;
    }
  | { readonly kind: "conflict" };

export interface Stored {
  readonly doc: CampaignDoc;
  readonly docVersion: number;
}

export interface Saving {
  readonly save: (docVersion: number, doc: CampaignDoc) => Promise<ActionResult<SavedDraft>>;
  /** What stands in the database now. */
  readonly latest: () => Promise<ActionResult<Stored>>;
}

const firstRetryMs = 2_000;
const lastRetryMs = 60_000;

export function retryPauseMs(losses: number): number {
  return Math.min(lastRetryMs, firstRetryMs * 2 ** (losses - 1));
}

/**
 * Stores one document, one save at a time: a change that comes during a save waits for its answer, so that
 * versions follow each other. After a conflict it stands still until told. It never rejects.
 */
export class DraftSaver {
  #wanted: CampaignDoc;
  #stored: CampaignDoc;
  #version: number;
  #running: Promise<boolean> | null = null;
  #halted = false;
  /** Calls in a row that got no answer, and what the first of them sent: it may have arrived all the same. */
  #losses = 0;
  #unanswered: CampaignDoc[] = [];
  readonly #tell: (state: SaveState) => void;

  constructor(initial: Stored, tell: (state: SaveState) => void) {
    this.#wanted = initial.doc;
    this.#stored = initial.doc;
    this.#version = initial.docVersion;
    this.#tell = tell;
  }

  get version(): number {
    return this.#version;
  }

  want(doc: CampaignDoc): void {
    this.#wanted = doc;
  }

  /** Takes a document and version from elsewhere, as stored (theirs) or as still to be stored (mine). */
  settle({ doc, docVersion }: Stored, isStored: boolean): void {
    this.#halted = false;
    this.#unanswered = [];
    this.#version = docVersion;
    this.#wanted = doc;
    if (isStored) this.#stored = doc;
  }

  /** True when all is stored. `isQuiet` leaves the sentence of a failure standing until there is an answer. */
  flush(saving: Saving, isQuiet = false): Promise<boolean> {
    this.#running ??= this.#run(saving, isQuiet).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(saving: Saving, isQuiet: boolean): Promise<boolean> {
    while (this.#wanted !== this.#stored && !this.#halted) {
      const sent = this.#wanted;
      if (!isQuiet) this.#tell({ kind: "saving" });
      const answer = await callAction(
        saving.save(this.#version, sent),
        "The connection broke off.",
      );
      if (answer.ok) {
        this.#take(sent, answer.value.docVersion);
        this.#tell({ kind: "saved", at: answer.value.savedAt });
      } else if (answer.code !== "version_conflict") {
        this.#fail(answer, sent);
        return false;
      } else if (!(await this.#isOwn(saving))) {
        this.#halted = true;
        this.#tell({ kind: "conflict" });
        return false;
      }
    }
    return !this.#halted;
  }

  #take(doc: CampaignDoc, docVersion: number): void {
    this.#version = docVersion;
    this.#stored = doc;
    this.#losses = 0;
    this.#unanswered = [];
  }

  #fail(failure: ActionFailure, sent: CampaignDoc): void {
    const isLost = failure.code === connectionLost;
    this.#losses = isLost ? this.#losses + 1 : 0;
    if (isLost && !this.#unanswered.includes(sent)) this.#unanswered.push(sent);
    this.#tell({ kind: "failed", failure, retryMs: isLost ? retryPauseMs(this.#losses) : null });
  }

  /** A save whose answer was lost is no conflict with somebody else: it is taken as stored. */
  async #isOwn({ latest }: Saving): Promise<boolean> {
    if (this.#unanswered.length === 0) return false;
    const answer = await callAction(latest());
    if (!answer.ok || answer.value.docVersion !== this.#version + 1) return false;
    const { doc, docVersion } = answer.value;
    const arrived = this.#unanswered.find((each) => diffDocs(doc, each).length === 0);
    if (!arrived) return false;
    this.#take(arrived, docVersion);
    if (arrived === this.#wanted) this.#tell({ kind: "saved", at: null });
    return true;
  }
}

/** Whether all was stored soon enough to go on: no answer, and a broken call, are a no. */
export function isStoredWithin(ms: number, store: () => Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const settle = (stored: boolean) => {
      clearTimeout(timer);
      resolve(stored);
    };
    store().then(settle, () => settle(false));
  });
}
