"use server";

import { changeDeps, publishDeps } from "#app/(admin)/use-case-deps.ts";
import { action } from "#lib/http/next/action.ts";
import {
  drillRefSchema,
  orderDrillSchema,
  rehearsalRefSchema,
  startRehearsalSchema,
} from "#lib/rehearsal/contract.ts";
import { cancelDrill, orderDrill } from "#lib/rehearsal/drills.ts";
import { endRehearsal } from "#lib/rehearsal/run-rehearsal.ts";
import { startRehearsal } from "#lib/rehearsal/start-rehearsal.ts";

const staff = ["admin", "marketer"] as const;

export const start = action(staff, startRehearsalSchema, async (context) => {
  await startRehearsal(publishDeps(context), context.actor, context.input);
});

export const end = action(staff, rehearsalRefSchema, (context) =>
  endRehearsal(changeDeps(context), context.actor, context.input),
);

export const drill = action(staff, orderDrillSchema, async (context) => {
  await orderDrill(changeDeps(context), context.actor, context.input);
});

export const cancel = action(staff, drillRefSchema, (context) =>
  cancelDrill(changeDeps(context), context.actor, context.input),
);
