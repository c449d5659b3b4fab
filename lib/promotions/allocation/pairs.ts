// Sets of promo servers by promotion in two flat arrays: half a million pairs without an object each.

export class Pairs {
  private readonly start: Int32Array;
  private readonly count: Int32Array;
  private readonly server: Int32Array;

  /** `room`: how many pairs each promotion can have. */
  constructor(room: Int32Array) {
    this.start = new Int32Array(room.length + 1);
    for (let c = 0; c < room.length; c++) this.start[c + 1] = (this.start[c] ?? 0) + (room[c] ?? 0);
    this.count = new Int32Array(room.length);
    this.server = new Int32Array(this.start[room.length] ?? 0);
  }

  add(c: number, s: number): void {
    const count = this.count[c] ?? 0;
    this.server[(this.start[c] ?? 0) + count] = s;
    this.count[c] = count + 1;
  }

  has(c: number, s: number): boolean {
    const from = this.start[c] ?? 0;
    const to = from + (this.count[c] ?? 0);
    for (let at = from; at < to; at++) if (this.server[at] === s) return true;
    return false;
  }

  of(c: number): Int32Array {
    const from = this.start[c] ?? 0;
    return this.server.subarray(from, from + (this.count[c] ?? 0));
  }
}
