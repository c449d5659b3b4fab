// What is signed about a chain: how far it had come and the hash it had there. Whoever kept a signature can tell
// whether a chain shown later is the one that stood then.

export interface ChainHead {
  readonly gameId: string;
  readonly shard: number;
  readonly seq: number;
  /** In hex. */
  readonly hash: string;
}

/** `frolic-head-v1|game|shard|seq|hash`, as UTF-8. */
export function headText({ gameId, shard, seq, hash }: ChainHead): string {
  return `frolic-head-v1|${gameId}|${shard}|${seq}|${hash}`;
}
