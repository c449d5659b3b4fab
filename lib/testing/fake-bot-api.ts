import type { WireApp } from "#lib/promotions/client/wire.ts";
import {
  type FakeAnswer,
  type FakeHttp,
  type FakeRequest,
  startFakeHttp,
} from "#lib/testing/fake-http.ts";

/** The bot API of WIRE: envelope, ETag, receipts counted once; and the faults a bot has to live with. */
export interface FakeBotApi extends FakeHttp {
  readonly servers: Map<
    string,
    { readonly guildId: string; apps: readonly WireApp[]; version: number }
  >;
  /** Of every promo server that has no list of its own. */
  apps: readonly WireApp[];
  allApps: readonly WireApp[];
  /** Receipts by eventId, and how often each was told. */
  readonly events: Map<string, { readonly body: Record<string, unknown>; told: number }>;
  readonly calls: Map<string, number>;
  /** Paths that answer 503. */
  readonly down: Set<string>;
  /** Guilds the API knows by another UUID than their bot's. */
  readonly knownGuilds: Map<string, string>;
  nextCheckS: number;
  /** What a batch says of how to post. */
  posting: Record<string, number>;
}

const key = "frl_test_bot";
export const fakeBotKey = key;

function say(status: number, data: unknown, headers = {}): FakeAnswer {
  const statusMessage = status < 300 ? "SUCCESS" : "The request cannot be served.";
  const code = status === 404 ? { code: "promo_server_not_found" } : {};
  return {
    status,
    headers,
    body: { status: { statusCode: status, statusMessage, ...code }, data },
  };
}

function register(api: FakeBotApi, body: Record<string, unknown>): FakeAnswer {
  const guildId = String(body.guildId);
  const serverUuid = api.knownGuilds.get(guildId) ?? String(body.serverUuid);
  api.knownGuilds.set(guildId, serverUuid);
  if (!api.servers.has(serverUuid)) {
    api.servers.set(serverUuid, { guildId, apps: api.apps, version: 1 });
  }
  return say(200, { serverUuid, registered: true, message: "Server registered successfully" });
}

function batch(api: FakeBotApi, uuid: string, etag: string | undefined): FakeAnswer {
  const server = api.servers.get(uuid);
  if (!server) return say(404, null);
  const current = `"v${server.version}"`;
  if (etag === current) return { status: 304, headers: { etag: current } };
  const nowS = Math.floor(Date.now() / 1_000);
  const checks = {
    allocationTimestamp: nowS,
    nextAllocationCheck: nowS + api.nextCheckS,
    posting: api.posting,
  };
  return say(200, { serverUuid: uuid, campaigns: server.apps, ...checks }, { etag: current });
}

function track(api: FakeBotApi, body: Record<string, unknown>): FakeAnswer {
  const id = String(body.eventId);
  const known = api.events.get(id);
  if (known) known.told++;
  else api.events.set(id, { body, told: 1 });
  return say(200, { duplicate: known !== undefined });
}

function answerOf(api: FakeBotApi, { method, url, headers, body }: FakeRequest): FakeAnswer {
  const path = url.pathname;
  api.calls.set(path, (api.calls.get(path) ?? 0) + 1);
  if (headers.authorization !== `Bearer ${key}`) return say(401, null);
  if (api.down.has(path)) return say(503, null, { "retry-after": "0" });
  const fields = (body ?? {}) as Record<string, unknown>;
  switch (`${method} ${path}`) {
    case "POST /registerServer":
      return register(api, fields);
    case "POST /heartbeat":
      return api.servers.has(String(fields.serverUuid)) ? say(200, {}) : say(404, null);
    case "DELETE /unregisterServer":
      return api.servers.delete(url.searchParams.get("serverUuid") ?? "")
        ? say(200, { registered: false })
        : say(404, null);
    case "GET /getServerCampaigns":
      return batch(api, url.searchParams.get("serverUuid") ?? "", headers["if-none-match"]);
    case "GET /getAllApps": {
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const next = from + 50 < api.allApps.length ? { nextCursor: String(from + 50) } : {};
      return say(200, { apps: api.allApps.slice(from, from + 50), ...next });
    }
    case "POST /trackPromotionEvent":
      return track(api, fields);
    default:
      return say(404, null);
  }
}

export async function startFakeBotApi(): Promise<FakeBotApi> {
  const api = {
    servers: new Map(),
    apps: [],
    allApps: [],
    events: new Map(),
    calls: new Map(),
    down: new Set(),
    knownGuilds: new Map(),
    nextCheckS: 900,
    posting: {},
  } as unknown as FakeBotApi;
  return Object.assign(api, await startFakeHttp((request) => answerOf(api, request)));
}

/** An app that runs from an hour ago until `endsInS` from now. */
export function fakeApp(name: string, endsInS = 86_400, nowMs = Date.now()): WireApp {
  const nowS = Math.floor(nowMs / 1_000);
  return {
    appId: name,
    appName: `App ${name}`,
    shortDescription: `About ${name}`,
    campaign: {
      campaignId: `cmp_${name}`,
      startDate: nowS - 3_600,
      endDate: nowS + endsInS,
      tier: "standard",
      ctaUrl: `https://promo.example/go/${name}`,
      variantId: "a",
      messageTemplate: "Play {appName} today. {shortDescription}",
    },
  };
}
