"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "#lib/http/next/action.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { platforms } from "#lib/promotions/contract.ts";
import { changeGuildSchema, connectGuildSchema } from "#lib/promotions/promoter-contract.ts";
import {
  changeGuild,
  connectGuild,
  disconnectGuild,
  rotateGuildSecret,
} from "#lib/promotions/promoter-guilds.ts";

const staff = ["admin", "marketer"] as const;
const room = "/promo-servers/promoter";

interface Context {
  readonly runtime: Runtime;
  readonly requestId: string;
}

function depsOf({ runtime, requestId }: Context) {
  const { database, env } = runtime;
  return { sql: database.sql, masterSecret: env.FROLIC_SECRET, requestId };
}

export const connect = action(staff, connectGuildSchema, async (context) => {
  const { id, secret } = await connectGuild(depsOf(context), context.actor, context.input);
  revalidatePath(room);
  return { href: `${room}/${toPublicId("gld", id)}`, secret: secret ?? null };
});

export const changePlace = action(staff, changeGuildSchema, (context) =>
  changeGuild(depsOf(context), context.actor, context.input),
);

export const rotate = action(staff, z.strictObject({ endpointId: z.uuid() }), (context) =>
  rotateGuildSecret(depsOf(context), context.actor, { id: context.input.endpointId }),
);

export const disconnect = action(
  staff,
  z.strictObject({ platform: z.enum(platforms), guildId: z.string().max(100) }),
  async (context) => {
    await disconnectGuild(depsOf(context), context.actor, context.input);
    revalidatePath(room);
  },
);
