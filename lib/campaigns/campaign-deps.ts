import type { PlayPort } from "#lib/campaigns/play-port.ts";
import type { Actor } from "#lib/identity/contract.ts";
import type { Sql } from "#lib/platform/database.ts";

/** What every change of a campaign needs from its host. */
export interface CampaignDeps {
  readonly sql: Sql;
  readonly requestId?: string | null;
}

/** Publishing and pausing reach the pipeline of plays; the host hands it in. */
export interface PublishDeps extends CampaignDeps {
  readonly masterSecret: string;
  readonly plays: PlayPort;
}

/** The person behind a change; machines and the clock have none. */
export function userIdOf(actor: Actor): string | null {
  return actor.kind === "user" ? actor.userId : null;
}
