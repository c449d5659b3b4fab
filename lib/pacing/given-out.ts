// Who holds which coupon, so that the oldest coupon of a brand whose holder may have another brand instead is found
// without looking at all of them. For each pair of brands a heap has the oldest coupon of every player who could move
// one; what is in it and no longer true is thrown away when it comes to the top, and put back when it becomes true.

/** A coupon given out; `place` is when it came to its brand, counted. */
export interface Held {
  readonly player: string;
  brand: number;
  place: number;
}

interface Candidate<H extends Held> {
  readonly held: H;
  readonly place: number;
}

type Heap<H extends Held> = Candidate<H>[];

export class GivenOut<H extends Held> {
  readonly #brands: number;
  readonly #mayHave: (player: string, brand: number) => boolean;
  #places = 0;
  /** By player and brand, the oldest first. */
  readonly #held = new Map<string, Set<H>[]>();
  /** By brand of now and brand to be, in one row. */
  readonly #heaps: Heap<H>[];

  /** `mayHave` may change for a player and brand only by what is added and removed here. */
  constructor(brands: number, mayHave: (player: string, brand: number) => boolean) {
    this.#brands = brands;
    this.#mayHave = mayHave;
    this.#heaps = Array.from({ length: brands * brands }, () => []);
  }

  /** Notes that a coupon came to its brand; already counted for its player. */
  add(held: H): void {
    held.place = ++this.#places;
    const own = this.#ownOf(held.player);
    const set = own[held.brand];
    set?.add(held);
    // The oldest of its kind stands for the others.
    if (set?.size === 1) this.#offer(set, held.brand);
  }

  /** Notes that a coupon left its brand; no longer counted for its player. */
  remove(held: H): void {
    const { brand, player } = held;
    const own = this.#ownOf(player);
    own[brand]?.delete(held);
    this.#offer(own[brand], brand);
    // Its player may have the brand again.
    own.forEach((set, from) => {
      if (from !== brand) this.#offerTo(set, from, brand);
    });
  }

  /** The coupon that has been `from` for longest and whose holder may have `to`. */
  oldestFor(from: number, to: number): H | undefined {
    const heap = this.#heapOf(from, to);
    for (let top = heap[0]; top; top = heap[0]) {
      const { held, place } = top;
      if (held.brand === from && held.place === place && this.#mayHave(held.player, to)) {
        return held;
      }
      takeTop(heap);
    }
    return undefined;
  }

  #offer(set: ReadonlySet<H> | undefined, from: number): void {
    for (let to = 0; to < this.#brands; to++) if (to !== from) this.#offerTo(set, from, to);
  }

  #offerTo(set: ReadonlySet<H> | undefined, from: number, to: number): void {
    const [oldest] = set ?? [];
    if (!oldest || !this.#mayHave(oldest.player, to)) return;
    insert(this.#heapOf(from, to), { held: oldest, place: oldest.place });
  }

  #heapOf(from: number, to: number): Heap<H> {
    return this.#heaps[from * this.#brands + to] ?? [];
  }

  #ownOf(player: string): Set<H>[] {
    const known = this.#held.get(player);
    if (known) return known;
    const own = Array.from({ length: this.#brands }, () => new Set<H>());
    this.#held.set(player, own);
    return own;
  }
}

function insert<H extends Held>(heap: Heap<H>, candidate: Candidate<H>): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || parent.place <= candidate.place) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = candidate;
}

function takeTop<H extends Held>(heap: Heap<H>): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (let below = 1; below < heap.length; below = 2 * at + 1) {
    const [left, right] = [heap[below], heap[below + 1]];
    const least = left && right && right.place < left.place ? right : left;
    if (!least || least.place >= last.place) break;
    heap[at] = least;
    at = least === left ? below : below + 1;
  }
  heap[at] = last;
}
