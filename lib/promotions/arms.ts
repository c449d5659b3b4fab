// Which variant a promo server shows. Sizes of the arms are exact and weights are spread over them: the promo servers
// of a promotion are taken heaviest first in blocks of as many as there are arms, and each block has every arm once,
// in an order of its own. Whoever has an arm keeps it, so that a repetition is never another arm's success.

export interface ArmServer {
  readonly serverId: string;
  readonly weight: number;
}

export interface ArmInput {
  readonly promotionId: string;
  /** Variant ids by position. */
  readonly variants: readonly string[];
  /** New pairs. */
  readonly added: readonly ArmServer[];
  /** Variants of the pairs that stay, and of the exposures that were given elsewhere: they count as well. */
  readonly held: readonly string[];
}

/** murmur3's finaliser over the text: stable on every machine. */
function mix(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The variant of each new pair. After it, the sizes of the arms differ by one at most, unless the pairs that stay
 * differ by more already: then the smaller arms get all of the new ones.
 */
export function assignArms(input: ArmInput): Map<string, string> {
  const { promotionId, variants, held } = input;
  const sizes = new Map(variants.map((id) => [id, 0]));
  for (const id of held) {
    const size = sizes.get(id);
    if (size !== undefined) sizes.set(id, size + 1);
  }
  const order = [...input.added].sort(
    (a, b) => b.weight - a.weight || (a.serverId < b.serverId ? -1 : 1),
  );
  const arms = new Map<string, string>();
  for (const { serverId } of order) {
    const block = Math.min(...sizes.values());
    const open = variants.filter((id) => sizes.get(id) === block);
    const rank = (id: string) => mix(`${promotionId}|${block}|${id}`);
    const arm = open.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    sizes.set(arm, block + 1);
    arms.set(serverId, arm);
  }
  return arms;
}
