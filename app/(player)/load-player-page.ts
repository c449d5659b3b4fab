import { cache } from "react";
import { webRuntime } from "#lib/platform/runtime.ts";
import { findPlayerPage } from "#lib/plays/player-page.ts";
import type { PlayerPage } from "#lib/plays/player-page-view.ts";

/** Once a request: the head and the body of a page ask for the same. */
export const loadPlayerPage = cache(
  async (slug: string, gameSlug?: string): Promise<PlayerPage | undefined> => {
    const { database } = await webRuntime();
    return findPlayerPage(database.sql, slug, gameSlug);
  },
);
