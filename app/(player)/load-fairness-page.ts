import type { MicroCache } from "#lib/platform/micro-cache.ts";
import { type Runtime, webRuntime } from "#lib/platform/runtime.ts";
import { createFairnessPages, type FairnessPage } from "#lib/plays/proof/fairness-page.ts";

const made = new WeakMap<Runtime, MicroCache<FairnessPage | undefined>>();

export async function loadFairnessPage(slug: string): Promise<FairnessPage | undefined> {
  const runtime = await webRuntime();
  const pages = made.get(runtime) ?? createFairnessPages(runtime.database.sql, runtime.clock);
  made.set(runtime, pages);
  return await pages.get(slug);
}
