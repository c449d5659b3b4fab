import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GuildState, GuildStore } from "./guild-state.ts";

/** A JSON file a guild, replaced as a whole: a crash leaves the old one or the new one. For a bot of one process. */
export function createFileStore(folder: string): GuildStore {
  const pathOf = (guildId: string) => join(folder, `${encodeURIComponent(guildId)}.json`);
  return {
    load: async (guildId) => {
      try {
        return JSON.parse(await readFile(pathOf(guildId), "utf8")) as GuildState;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    save: async (guildId, state) => {
      await mkdir(folder, { recursive: true });
      const path = pathOf(guildId);
      await writeFile(`${path}.new`, JSON.stringify(state), { flush: true });
      await rename(`${path}.new`, path);
    },
  };
}
