// What this browser remembers of its play of a game, so that a reload goes on with the same play. It is a
// convenience: the server counts plays and owns results, and a browser without storage plays all the same.

export interface PlayRecord {
  readonly playId: string;
  /** Wall clock of the pull; only to show how far the reels had come. */
  readonly pulledAt: number;
  readonly landMs: number;
  readonly accepted: boolean;
  /** The reels have shown the result. */
  readonly seen: boolean;
}

export interface GameMemory {
  /** Calendar day, in the campaign's zone, that `used` counts. */
  readonly day: string;
  readonly used: number;
  readonly play: PlayRecord | null;
}

export interface PlayMemory {
  read(gameId: string): GameMemory;
  /** One more play, begun now. */
  begin(gameId: string, play: PlayRecord): void;
  update(gameId: string, playId: string, change: Partial<PlayRecord>): void;
  /** The play was never taken: as if it had not been pulled. */
  undo(gameId: string, playId: string): void;
  /** Makes room for the next pull. */
  clear(gameId: string): void;
  hasPassedGate(campaignId: string): boolean;
  passGate(campaignId: string): void;
}

type Store = Pick<Storage, "getItem" | "setItem">;

export function createPlayMemory(store: Store, today: () => string): PlayMemory {
  const keyOf = (gameId: string) => `frolic:game:${gameId}`;
  const read = (gameId: string): GameMemory => {
    const known = parseMemory(store.getItem(keyOf(gameId)));
    // Nothing is remembered, so nobody needs to know which day it is: a slow phone takes long to say.
    if (!known) return { day: "", used: 0, play: null };
    const day = today();
    if (known.day === day) return known;
    // Another day: a result shown then has had its day, a play still under way has not.
    return { day, used: 0, play: known.play?.seen === false ? known.play : null };
  };
  const write = (gameId: string, memory: GameMemory) =>
    store.setItem(keyOf(gameId), JSON.stringify(memory));
  return {
    read,
    begin: (gameId, play) => {
      const { used } = read(gameId);
      write(gameId, { day: today(), used: used + 1, play });
    },
    update: (gameId, playId, change) => {
      const old = read(gameId);
      if (old.play?.playId === playId) write(gameId, { ...old, play: { ...old.play, ...change } });
    },
    undo: (gameId, playId) => {
      const old = read(gameId);
      if (old.play?.playId !== playId) return;
      write(gameId, { ...old, used: Math.max(0, old.used - 1), play: null });
    },
    clear: (gameId) => write(gameId, { ...read(gameId), play: null }),
    hasPassedGate: (campaignId) => store.getItem(`frolic:gate:${campaignId}`) === "passed",
    passGate: (campaignId) => store.setItem(`frolic:gate:${campaignId}`, "passed"),
  };
}

function parseMemory(text: string | null): GameMemory | undefined {
  const value: unknown = text ? safeJson(text) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { day, used, play } = value as Partial<Record<keyof GameMemory, unknown>>;
  if (typeof day !== "string" || typeof used !== "number") return undefined;
  return { day, used, play: isRecord(play) ? play : null };
}

function isRecord(value: unknown): value is PlayRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<Record<keyof PlayRecord, unknown>>;
  return (
    typeof record.playId === "string" &&
    typeof record.pulledAt === "number" &&
    typeof record.landMs === "number" &&
    typeof record.accepted === "boolean" &&
    typeof record.seen === "boolean"
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's text under our key: as good as none.
    return undefined;
  }
}

/** A store for browsers that refuse theirs: it forgets with the page. */
export function pageStore(): Store {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}

/** The browser's store, or one for the page alone where it is switched off or full. */
export function browserStore(): Store {
  try {
    const probe = "frolic:probe";
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return pageStore();
  }
}
