import "server-only";
import { currentUser } from "#lib/http/next/session.ts";

/** The zone a person reads times in. */
export async function findUserZone(): Promise<string> {
  return (await currentUser())?.timeZone ?? "UTC";
}
