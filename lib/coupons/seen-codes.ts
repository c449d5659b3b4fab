/** Filled to three quarters at most; beyond that looking for a free place takes long. */
const shareMax = 0.75;

/** False when the value stands there already. */
function put(slots: Float64Array, value: number): boolean {
  const mask = slots.length - 1;
  for (let at = (value % 0x1_0000_0000) & mask; ; at = (at + 1) & mask) {
    const found = slots[at];
    if (found === value) return false;
    if (found !== 0) continue;
    slots[at] = value;
    return true;
  }
}

/**
 * Tells codes that cannot have come before from those that may have. It keeps 53 bits of each keyed hash: eight bytes
 * a code and no object, so it is asked about every row while the rows are sealed. "No" is certain, and among a
 * million different codes a wrong "maybe" is one chance in twenty thousand.
 */
export class SeenCodes {
  private slots = new Float64Array(1 << 14);
  private count = 0;

  /** Remembers a keyed hash of 32 bytes; true when it may have been here before. */
  add(hash: Buffer): boolean {
    if (this.count >= this.slots.length * shareMax) this.grow();
    // Never 0, which marks a free place.
    const value = hash.readUInt32LE(0) * 0x20_0000 + (hash.readUInt32LE(4) >>> 11) + 1;
    const isNew = put(this.slots, value);
    if (isNew) this.count += 1;
    return !isNew;
  }

  private grow(): void {
    const larger = new Float64Array(this.slots.length * 2);
    for (const value of this.slots) if (value !== 0) put(larger, value);
    this.slots = larger;
  }
}
