import { isIPv6 } from "node:net";

/**
 * What limits count as one network: an IPv4 address, or the /64 of an IPv6 address, because one subscriber
 * owns a whole /64. An IPv4 address in IPv6 clothes counts as itself.
 */
export function networkOf(address: string): string {
  // Most addresses are IPv4, and every play asks.
  if (!address.includes(":")) return address;
  const bare = address.replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(bare)) return bare;
  const [head = "", tail] = bare.toLowerCase().split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(Math.max(0, zeros)).fill("0"), ...back];
  const prefix = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${prefix.join(":")}::/64`;
}
