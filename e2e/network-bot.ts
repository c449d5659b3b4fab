// A bot as somebody else would write it: it knows the wire and nothing of the product.

import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { newApiKey } from "#lib/identity/api-key-format.ts";
import { insertApiKey } from "#lib/identity/store-api-keys.ts";
import type { Executor } from "#lib/platform/database.ts";

/** A key of the scope bot; its owner is the first admin there is. */
export async function makeBotKey(sql: Executor): Promise<string> {
  const [owner] = await sql<{ id: string }[]>`
    select id from "user" where role = 'admin' order by created_at limit 1`;
  const { key, id, secretHash } = newApiKey();
  await insertApiKey(sql, {
    ...{ id, secretHash, name: "Bot of the tests", ownerId: owner?.id ?? "" },
    ...{ brandId: null, scopes: ["bot"], expiresAt: null },
  });
  return key;
}

interface Campaign {
  readonly appId: string;
  readonly campaign: { readonly campaignId: string; readonly variantId?: string };
}

export class Bot {
  readonly request: APIRequestContext;
  readonly headers: Readonly<Record<string, string>>;

  constructor(request: APIRequestContext, key: string) {
    this.request = request;
    this.headers = { authorization: `Bearer ${key}` };
  }

  async register(name: string, region: string): Promise<string> {
    const answer = await this.request.post("/registerServer", {
      headers: this.headers,
      data: {
        serverUuid: randomUUID(),
        guildId: `guild-${randomUUID()}`,
        registeredAt: Math.floor(Date.now() / 1000),
        metadata: {
          ...{ userCount: 640, activityLevel: "HIGH", hasPromotionChannel: true },
          ...{ region, language: "en", platform: "discord", name },
        },
      },
    });
    const { data } = (await answer.json()) as { data: { serverUuid: string } };
    return data.serverUuid;
  }

  async campaigns(serverUuid: string): Promise<readonly Campaign[]> {
    const answer = await this.request.get(`/getServerCampaigns?serverUuid=${serverUuid}`, {
      headers: this.headers,
    });
    const { data } = (await answer.json()) as { data: { campaigns: Campaign[] } };
    return data.campaigns;
  }

  async posted(serverUuid: string, { appId, campaign }: Campaign): Promise<number> {
    const { campaignId, variantId } = campaign;
    const answer = await this.request.post("/trackPromotionEvent", {
      headers: this.headers,
      data: {
        ...{ eventId: randomUUID(), serverUuid, appId, campaignId, variantId },
        ...{ eventType: "POSTED", timestamp: Math.floor(Date.now() / 1000) },
        messageId: randomUUID(),
      },
    });
    return answer.status();
  }
}
