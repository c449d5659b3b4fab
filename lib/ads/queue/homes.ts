/**
 * Which partitions a live worker takes from first: the partitions dealt out to the workers in the order of their ids.
 * Everybody computes the same from the same list; for a moment two may share a partition, which is slow and never wrong.
 * More workers than partitions share them out again, so that nobody is without.
 */
export function homesOf(
  workerId: string,
  liveIds: readonly string[],
  partitions: number,
): number[] {
  const ids = [...new Set([...liveIds, workerId])].sort();
  const me = ids.indexOf(workerId);
  if (ids.length >= partitions) return [me % partitions];
  return Array.from({ length: partitions }, (_, partition) => partition).filter(
    (partition) => partition % ids.length === me,
  );
}

/** The partition with the most waiting ads that is not among the worker's own; undefined when none has any. */
export function richestOther(
  waiting: readonly number[],
  homes: readonly number[],
): number | undefined {
  let best: number | undefined;
  waiting.forEach((count, partition) => {
    if (homes.includes(partition) || count === 0) return;
    if (best === undefined || count > (waiting[best] ?? 0)) best = partition;
  });
  return best;
}
