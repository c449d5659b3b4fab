import { toHex } from "#lib/fairness/digest.ts";
import { sha256 } from "#lib/platform/node-digest.ts";

/** A play of the past, as intake would have written it. */
export interface DemoPlay {
  readonly playId: string;
  readonly playerId: string;
  readonly seq: number;
  /** 16 bytes in hex. */
  readonly salt: string;
  /** Microseconds since the start. */
  readonly tUs: number;
}

/** The same on every installation: nothing about the demo is drawn by chance, so its figures are known. */
function bytesOf(label: string): Uint8Array {
  return sha256(new TextEncoder().encode(`frolic-demo-v1|${label}`));
}

export function demoUuid(label: string): string {
  const hex = toHex(bytesOf(label), 0, 16);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export function demoBytes(label: string, length: number): Buffer {
  return Buffer.from(bytesOf(label).subarray(0, length));
}

/** How busy each hour of a day is: quiet nights, a lunch peak, a long evening. */
const hourly = [
  2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 14, 18, 15, 12, 12, 14, 18, 24, 28, 30, 26, 16, 7,
] as const;

/** For each hour of the game, the share of all plays that came before it; the game starts at 18:00. */
function arrivalCurve(hours: number): number[] {
  const weights = Array.from({ length: hours }, (_, hour) => hourly[(hour + 18) % 24] ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  const curve = weights.map((weight) => {
    before += weight;
    return before / total;
  });
  return [0, ...curve];
}

/** `count` plays over `hours`, in order of arrival, by about `players` people, some of whom come back. */
export function demoPlays(count: number, hours: number, players: number): DemoPlay[] {
  const curve = arrivalCurve(hours);
  let hour = 0;
  return Array.from({ length: count }, (_, index) => {
    // One hash makes everything of a play but its id.
    const bytes = bytesOf(`play ${index}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const share = (index + view.getUint32(16) / 4_294_967_296) / count;
    while (hour < hours - 1 && share >= (curve[hour + 1] ?? 1)) hour += 1;
    const [from, to] = [curve[hour] ?? 0, curve[hour + 1] ?? 1];
    const seconds = (hour + Math.min(0.999_999, (share - from) / (to - from))) * 3600;
    return {
      playId: demoUuid(`play id ${index}`),
      playerId: demoUuid(`player ${view.getUint32(20) % players}`),
      seq: index + 1,
      salt: toHex(bytes, 0, 16),
      tUs: Math.floor(seconds * 1e6),
    };
  });
}
