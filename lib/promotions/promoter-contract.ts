// What the pages of the built-in promoter show and send. Plain data: components name these types too.

import { z } from "zod";
import type { Platform } from "#lib/promotions/contract.ts";

type Iso = string;

/**
 * live: posts by its schedule. blocked: its channel refused or staff took it out. waiting: not registered yet.
 * homeless: no channel is set. stopped: unregistered, until it is connected again. leaving: disconnected, and gone
 * once the API has unregistered it.
 */
export const guildStates = [
  "live",
  "blocked",
  "waiting",
  "homeless",
  "stopped",
  "leaving",
] as const;
export type GuildState = (typeof guildStates)[number];

export interface PromoterGuildListed {
  readonly id: string;
  readonly platform: Platform;
  readonly guildId: string;
  readonly serverUuid: string;
  readonly state: GuildState;
  /** Null for a webhook, whose address nobody sees again. */
  readonly channelId: string | null;
  readonly region: string | null;
  readonly language: string | null;
  readonly blockedReason: string | null;
  readonly lastError: string | null;
  readonly registeredAt: Iso | null;
  readonly lastPostedAt: Iso | null;
  readonly nextPostAt: Iso | null;
  readonly posts: number;
  readonly receiptsWaiting: number;
}

export interface PromoterGuildView extends PromoterGuildListed {
  /** A webhook connected before there were secrets has none until one is made. */
  readonly isSigned: boolean;
  /** Set while the secret before the last rotation signs as well. */
  readonly previousUntil: Iso | null;
}

export interface PromoterGuildPage {
  readonly rows: readonly PromoterGuildListed[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

const snowflake = z
  .string()
  .trim()
  .regex(/^\d{5,25}$/, "A Discord channel id is digits.");
const chat = z
  .string()
  .trim()
  .regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,40})$/, "A Telegram chat is a number or an @name.");
const address = z
  .url({ protocol: /^https?$/, error: "An address begins with https://." })
  .max(2_000);
const region = z.string().trim().max(40).default("");
const language = z.string().trim().max(20).default("");
const place = {
  guildId: z.string().trim().min(1, "Say which guild, chat or name.").max(100),
  region,
  language,
};

export const connectGuildSchema = z.discriminatedUnion("platform", [
  z.strictObject({ platform: z.literal("discord"), channelId: snowflake, ...place }),
  z.strictObject({ platform: z.literal("telegram"), channelId: chat, ...place }),
  z.strictObject({ platform: z.literal("webhook"), url: address, ...place }),
]);
export type ConnectGuild = z.input<typeof connectGuildSchema>;

const one = { id: z.uuid() };
export const changeGuildSchema = z.discriminatedUnion("platform", [
  z.strictObject({
    platform: z.literal("discord"),
    channelId: snowflake,
    region,
    language,
    ...one,
  }),
  z.strictObject({ platform: z.literal("telegram"), channelId: chat, region, language, ...one }),
  // Empty: the address stays, for nobody can read it to type it again.
  z.strictObject({
    platform: z.literal("webhook"),
    url: z.union([z.literal(""), address]).default(""),
    region,
    language,
    ...one,
  }),
]);
export type ChangeGuild = z.input<typeof changeGuildSchema>;
