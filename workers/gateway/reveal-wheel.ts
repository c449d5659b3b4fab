// Holds who waits for which play until its time. One slot per ten milliseconds instead of one timer per play:
// ten thousand plays of one stampede come due in a few slots, and each slot becomes one batch.

export const slotMs = 10;

export interface RevealWheel<T> {
  /** Due at `atMs`; a time that has passed comes with the next turn. */
  add(entry: T, atMs: number): void;
  /** Everything due at `nowMs`, oldest slot first. */
  take(nowMs: number): T[];
  readonly size: number;
}

export function createRevealWheel<T>(startMs: number): RevealWheel<T> {
  const slots = new Map<number, T[]>();
  let turned = Math.floor(startMs / slotMs);
  let size = 0;
  return {
    add: (entry, atMs) => {
      // Rounded up: never a moment early.
      const slot = Math.max(Math.ceil(atMs / slotMs), turned + 1);
      const entries = slots.get(slot);
      if (entries) entries.push(entry);
      else slots.set(slot, [entry]);
      size++;
    },
    take: (nowMs) => {
      const last = Math.floor(nowMs / slotMs);
      const due: T[] = [];
      // After a long stop of the process there may be more empty slots than full ones.
      if (last - turned > slots.size) {
        const passed = [...slots.keys()].filter((slot) => slot <= last).sort((a, b) => a - b);
        for (const slot of passed) collect(slot);
      } else {
        for (let slot = turned + 1; slot <= last; slot++) collect(slot);
      }
      turned = Math.max(turned, last);
      size -= due.length;
      return due;
      function collect(slot: number) {
        for (const entry of slots.get(slot) ?? []) due.push(entry);
        slots.delete(slot);
      }
    },
    get size() {
      return size;
    },
  };
}
