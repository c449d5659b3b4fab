import { parseArgs } from "node:util";
import { openDatabase } from "#lib/platform/database.ts";
import type { Env } from "#lib/platform/env.ts";
import { platforms } from "#lib/promotions/contract.ts";
import type { ConnectGuild } from "#lib/promotions/promoter-contract.ts";
import { listPromoterGuilds } from "#lib/promotions/promoter-guild-pages.ts";
import { connectGuild, disconnectGuild } from "#lib/promotions/promoter-guilds.ts";

const usage = `promoter list
promoter connect --platform discord|telegram --guild ID --channel ID [--region R] [--language L]
promoter connect --platform webhook --guild NAME --url URL [--region R] [--language L]
promoter disconnect --platform P --guild ID`;

const system = { kind: "system" } as const;
const option = { type: "string" } as const;

/** What the built-in promoter serves: list, connect, disconnect. Answers the lines to print. */
export async function promoterCommand(
  env: Env,
  [verb = "", ...args]: readonly string[],
): Promise<string> {
  const options = {
    platform: option,
    guild: option,
    channel: option,
    url: option,
    region: option,
    language: option,
  };
  const { values } = parseArgs({ args: [...args], options });
  const database = openDatabase(env.DATABASE_URL, { applicationName: "frolic-cli", max: 1 });
  const deps = { sql: database.sql, masterSecret: env.FROLIC_SECRET };
  const platform = platforms.find((name) => name === values.platform);
  const { guild: guildId = "", region = "", language = "" } = values;
  try {
    if (verb === "list") {
      const { rows } = await listPromoterGuilds(database.sql, system, { pageSize: 10_000 });
      return (
        rows.map((guild) => JSON.stringify(guild)).join("\n") || "The promoter serves nothing yet."
      );
    }
    if (!platform || guildId === "") throw new Error(`Usage:\n${usage}`);
    if (verb === "disconnect") {
      await disconnectGuild(deps, system, { platform, guildId });
      return `The promoter posts to ${platform} ${guildId} no more, and takes its promo server out of the network.`;
    }
    if (verb !== "connect") throw new Error(`Usage:\n${usage}`);
    const target = platform === "webhook" ? { url: values.url } : { channelId: values.channel };
    const input = { platform, guildId, region, language, ...target } as ConnectGuild;
    const { serverUuid, secret } = await connectGuild(deps, system, input);
    const served = `The promoter serves ${platform} ${guildId} from its next round on, as ${serverUuid}.`;
    if (secret === undefined) return served;
    return `${served}\nIts posts are signed with this secret, shown this once: ${secret}`;
  } finally {
    await database.close();
  }
}
