import { identityErrors } from "#lib/identity/contract.ts";
import { type Database, openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { AppError } from "#lib/platform/errors.ts";
import { erasePerson, exportPerson, findPersonByEmail } from "#lib/privacy/person.ts";
import { erasePlayer, exportPlayer, findPlayerByPlay } from "#lib/privacy/player.ts";

const usage = `privacy export person EMAIL|ID
privacy export player ID       (or: play ID, for the player of that play)
privacy erase person EMAIL|ID
privacy erase player ID        (or: play ID)`;

const system = { kind: "system" } as const;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is held about somebody as JSON, or a line about its end. */
export async function privacyCommand(env: Env, args: readonly string[]): Promise<string> {
  const [verb = "", whom = "", given = "", ...rest] = args;
  const isKnown = ["export", "erase"].includes(verb) && ["person", "player", "play"].includes(whom);
  const isNamed = uuid.test(given) || (whom === "person" && given.includes("@"));
  if (!isKnown || !isNamed || rest.length > 0) throw new Error(`Usage:\n${usage}`);
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  try {
    return whom === "person"
      ? await ofPerson(database, verb, given)
      : await ofPlayer(database, verb, { whom, given });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Error(sentences[error.code] ?? error.message, { cause: error });
  } finally {
    await database.close();
  }
}

const sentences: Readonly<Record<string, string>> = {
  user_not_found: identityErrors.user_not_found.sentence,
  last_admin: identityErrors.last_admin.sentence,
  not_found: "Nothing is held about such a player.",
};

async function ofPerson(deps: Database, verb: string, given: string): Promise<string> {
  const userId = uuid.test(given) ? given : await findPersonByEmail(deps, system, { email: given });
  if (verb === "export")
    return JSON.stringify(await exportPerson(deps, system, { userId }), null, 2);
  await erasePerson(deps, system, { userId });
  return `${userId} is erased: no name, no address, no password, no session, no key. Backups keep them until they are gone.`;
}

async function ofPlayer(
  deps: Database,
  verb: string,
  { whom, given }: { readonly whom: string; readonly given: string },
): Promise<string> {
  const playerId =
    whom === "play" ? await findPlayerByPlay(deps, system, { playId: given }) : given.toLowerCase();
  if (verb === "export") {
    return JSON.stringify(await exportPlayer(deps, system, { playerId }), null, 2);
  }
  const { plays, later, links } = await erasePlayer(deps, system, { playerId });
  const again =
    later > 0 ? ` ${later} plays are in games that are not over: erase again then.` : "";
  return `${playerId}: ${plays} plays cleared, ${links} records of a promotion removed.${again}`;
}
