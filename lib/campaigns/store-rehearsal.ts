import type { Executor } from "#lib/platform/database.ts";

export interface WipedRehearsal {
  readonly rehearsalId: string;
  readonly plays: number;
}

/** Deletes everything of a campaign's rehearsal, by a function of the owner that can reach nothing else. */
export async function wipeRehearsal(
  db: Executor,
  campaignId: string,
): Promise<WipedRehearsal | undefined> {
  const [row] = await db<
    { was: WipedRehearsal | null }[]
  >`select end_rehearsal(${campaignId}) as was`;
  return row?.was ?? undefined;
}
