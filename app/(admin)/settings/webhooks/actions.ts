"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { endpointDeps } from "#app/(admin)/settings/webhooks/webhook-deps.ts";
import { action } from "#lib/http/next/action.ts";
import { toPublicId } from "#lib/platform/public-id.ts";
import { endpointInputSchema, webhookEvents } from "#lib/webhooks/contract.ts";
import { resendDelivery, sendTest } from "#lib/webhooks/deliveries.ts";
import {
  createEndpoint,
  deleteEndpoint,
  editEndpoint,
  rotateSecret,
  switchEndpoint,
} from "#lib/webhooks/manage-endpoints.ts";

const room = "/settings/webhooks";
const target = z.strictObject({ endpointId: z.uuid() });

export const make = action(["admin"], endpointInputSchema, async (context) => {
  const made = await createEndpoint(endpointDeps(context), context.actor, context.input);
  revalidatePath(room);
  return { secret: made.secret, host: new URL(context.input.url).host };
});

export const edit = action(
  ["admin"],
  z.strictObject({ endpointId: z.uuid(), ...endpointInputSchema.shape }),
  async (context) => {
    const { endpointId, ...fields } = context.input;
    await editEndpoint(endpointDeps(context), context.actor, { endpointId, fields });
  },
);

export const switchTo = action(
  ["admin"],
  z.strictObject({ endpointId: z.uuid(), enabled: z.boolean() }),
  (context) => switchEndpoint(endpointDeps(context), context.actor, context.input),
);

export const remove = action(["admin"], target, async (context) => {
  await deleteEndpoint(endpointDeps(context), context.actor, context.input);
  revalidatePath(room);
});

export const rotate = action(["admin"], target, (context) =>
  rotateSecret(endpointDeps(context), context.actor, context.input),
);

export const test = action(
  ["admin"],
  z.strictObject({ endpointId: z.uuid(), type: z.enum(webhookEvents) }),
  async (context) => {
    const { deliveryId } = await sendTest(endpointDeps(context), context.actor, context.input);
    return { href: `${room}/${toPublicId("whk", context.input.endpointId)}/${deliveryId}` };
  },
);

export const resend = action(
  ["admin"],
  z.strictObject({ deliveryId: z.string().max(20) }),
  (context) => resendDelivery(endpointDeps(context), context.actor, context.input),
);
