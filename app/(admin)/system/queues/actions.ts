"use server";

import { z } from "zod";
import { changeDeps } from "#app/(admin)/use-case-deps.ts";
import { removeDelivery } from "#lib/ads/queue/inspect-queue.ts";
import { action } from "#lib/http/next/action.ts";
import { adServices } from "#lib/http/shared/ad-services.ts";

export const remove = action(
  ["admin"],
  z.strictObject({ partition: z.number().int().min(0), jobId: z.string().max(120) }),
  async (context) => {
    const { runtime, actor, input } = context;
    const deps = {
      ...changeDeps(context),
      queue: adServices(runtime).queue,
      logger: runtime.logger,
    };
    await removeDelivery(deps, actor, input);
  },
);
