/** A small seeded source of numbers in [0, 1) for simulations and tests. Never for a real draw. */
export function seeded(seed: number): () => number {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let d = 1;
  const next = () => {
    // The sfc32 step: three words of state and a counter, so every seed has a long period.
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) next();
  return () => (next() * 1_048_576 + (next() >>> 12)) / 4_503_599_627_370_496;
}
