/**
 * A map that remembers what was used lately. Bounded by two generations: a key that is written or found moves to the
 * young one, and when that is full the old one is forgotten as a whole. The half of `max` keys used last is always
 * there, and no call costs more than another; dropping the oldest key of a plain Map one at a time would, because
 * its iterator walks over every hole that was left before.
 */
export class RecentMap<K, V> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  readonly #youngMax: number;

  constructor(max: number) {
    this.#youngMax = Math.max(1, Math.floor(max / 2));
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) {
      this.#old.delete(key);
      this.set(key, old);
    }
    return old;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#youngMax && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Keys held; one that was written over while it was old counts twice until it is forgotten. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
