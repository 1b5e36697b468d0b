/** Numbers from 0 up to and without 1, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` (at least 1) to `most`; 1 to 9 comes about as often as 10 to 99, or 100 to 999. */
export function anySize(random: () => number, least: number, most: number): number {
  return Math.floor(least * (most / least + 1 / least) ** random());
}
