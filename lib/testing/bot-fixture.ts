import { randomUUID } from "node:crypto";
import { createBotServices } from "#lib/http/shared/bot-services.ts";
import { respondBotApi } from "#lib/http/shared/fetch-call.ts";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import type { ApiKeyScope } from "#lib/identity/contract.ts";
import { insertApiKey } from "#lib/identity/store-api-keys.ts";
import { insertUser } from "#lib/identity/store-users.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import type { Envelope } from "#lib/promotions/bot-contract.ts";

export interface BotOwner {
  readonly userId: string;
  readonly key: string;
}

/** A person with a key, such as the admin page makes it. */
export async function createBotOwner(
  sql: Executor,
  scopes: readonly ApiKeyScope[] = ["bot"],
): Promise<BotOwner> {
  const email = `${randomUUID()}@example.test`;
  const draft = { name: "Owner", role: "admin" as const, brandId: null, timeZone: "UTC", email };
  const userId = (await insertUser(sql, { ...draft, passwordHash: "x" })) ?? "";
  const { id, key, secretHash } = newApiKey();
  const rest = { name: "Bot", brandId: null, scopes, expiresAt: null };
  await insertApiKey(sql, { ...rest, id, secretHash, ownerId: userId });
  return { userId, key };
}

export interface BotReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Envelope<Record<string, unknown>>;
}

export interface BotCall {
  readonly key?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the bot API as a web process answers it; an object as body is sent as JSON, a text as it is. */
export function botCaller(runtime: Runtime) {
  const services = createBotServices(runtime);
  return async (path: string, given: BotCall = {}): Promise<BotReply> => {
    const { body, key } = given;
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const url = new URL(path, "http://localhost:3000/");
    const request = new Request(url, {
      method: given.method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...given.headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const response = await respondBotApi(services, request, url.pathname.slice(1));
    const answered = await response.text();
    const { status, headers } = response;
    return { status, headers, text: answered, body: answered === "" ? {} : JSON.parse(answered) };
  };
}

export function registration(guildId: string, metadata: object = {}, serverUuid?: string) {
  return {
    serverUuid: serverUuid ?? randomUUID(),
    guildId,
    registeredAt: 1_735_689_600,
    metadata: { userCount: 150, activityLevel: "HIGH", hasPromotionChannel: true, ...metadata },
  };
}
