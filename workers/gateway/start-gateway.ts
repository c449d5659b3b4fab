// Puts the parts of a gateway together. Apart from the process entry so that tests and benches start the same
// thing in their own process.

import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Server as SocketServer } from "socket.io";
import { adServices } from "#lib/http/shared/ad-services.ts";
import { playServices } from "#lib/http/shared/play-services.ts";
import { createMicroCache } from "#lib/platform/micro-cache.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import { findEmbedDomains, listEmbedDomains } from "#lib/plays/embed-domains.ts";
import { openLiveFeed } from "#lib/plays/redis-live.ts";
import { forwardedFacts } from "#workers/gateway/forwarded.ts";
import { createFrontDoor } from "#workers/gateway/front-door.ts";
import { startGameUpdates } from "#workers/gateway/game-updates.ts";
import { createGatewayHealth } from "#workers/gateway/health.ts";
import { createGatewayServer, socketPath } from "#workers/gateway/http-server.ts";
import { serveLiveSockets } from "#workers/gateway/live-sockets.ts";
import { createGatewayMetrics, startPrivateServers } from "#workers/gateway/metrics.ts";
import { createPageCache, type PageCache } from "#workers/gateway/page-cache.ts";
import { servePlaySockets } from "#workers/gateway/play-sockets.ts";
import { createRevealPush } from "#workers/gateway/reveal-push.ts";
import { isSocketOriginAllowed } from "#workers/gateway/socket-origin.ts";
import { createStaticFiles } from "#workers/gateway/static-files.ts";

/** Balancers need a moment to see that readiness is off. */
const unreadyMs = 2_000;
/** A long poll under way is cut off after this; its client asks again. */
const answersMsMax = 3_000;
/** Clients come back spread over this, so that the next process is not stormed. */
const reconnectSpreadMs = 5_000;
/** A player's message is under a kilobyte. */
const socketMessageBytesMax = 4_096;

export interface Gateway {
  readonly port: number;
  /** Orderly end: unready, tell the sockets, finish what is under way. Readiness waits only when `linger`. */
  stop(options?: { readonly linger?: boolean }): Promise<void>;
}

export async function startGateway(runtime: Runtime): Promise<Gateway> {
  const { env, clock, logger } = runtime;
  const ownServices = playServices(runtime);
  const ads = adServices(runtime);
  const frontDoor = createFrontDoor(env.WEB_URL, logger);
  const pages = openPages(runtime);
  const files = createStaticFiles(env.WEB_URL, logger);
  const health = createGatewayHealth(runtime);
  const metrics = createGatewayMetrics({
    waiting: () => push.waiting,
    sockets: () => io.engine.clientsCount,
  });
  const services = { ...ownServices, desk: metrics.measured(ownServices.desk) };
  const server = createGatewayServer({ services, ads, frontDoor, pages, files, health, metrics });
  const push = createRevealPush({
    results: services.results,
    clock,
    logger,
    onLateness: (ms) => metrics.lateness.observe(ms),
  });
  const io = openSockets(runtime, server);
  const factsOf = (request: IncomingMessage) =>
    forwardedFacts(request.headers, request.socket.remoteAddress, {
      trustProxy: env.TRUST_PROXY,
      baseUrl: env.BASE_URL,
    });
  const addressOf = (request: IncomingMessage) => factsOf(request).address;
  const playNamespace = servePlaySockets(io, { services, push, addressOf });
  const updates = startGameUpdates(playNamespace, services.views, logger);
  const feed = openLiveFeed(env.REDIS_CACHE_URL ?? env.REDIS_URL);
  const live = serveLiveSockets(io, runtime, feed);
  const privateServers = await startPrivateServers(runtime, metrics);

  server.listen(env.PORT, env.HOST);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : env.PORT;

  const stop = async (linger: boolean) => {
    health.drain();
    if (linger) await new Promise((resolve) => setTimeout(resolve, unreadyMs));
    for (const namespace of [playNamespace, io.of("/live")]) {
      namespace.emit("server:restart", { withinMs: reconnectSpreadMs });
    }
    updates.stop();
    live.stop();
    push.stop();
    feed.close();
    // Closes the HTTP server too: no new connections, the open ones finish their answers.
    const closed = io.close();
    // Connections turn idle one by one as their last answers go out.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    await services.desk.drain();
    frontDoor.close();
    pages.close();
    files.close();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, answersMsMax))]);
    clearInterval(sweep);
    server.closeAllConnections();
    await privateServers.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    stop: ({ linger = false } = {}) => {
      stopping ??= stop(linger);
      return stopping;
    },
  };
}

function openPages({ env, clock, logger, database }: Runtime): PageCache {
  const embedDomains = createMicroCache({
    freshMs: 5_000,
    staleMs: 60_000,
    max: 1_000,
    clock,
    load: (slug: string) => findEmbedDomains(database.sql, slug),
  });
  return createPageCache({
    webUrl: env.WEB_URL,
    baseUrl: env.BASE_URL,
    clock,
    logger,
    embedDomains: (slug) => embedDomains.get(slug),
  });
}

function openSockets(
  runtime: Runtime,
  server: ReturnType<typeof createGatewayServer>,
): SocketServer {
  const { env, clock } = runtime;
  const allowed = createMicroCache({
    freshMs: 5_000,
    staleMs: 60_000,
    max: 1,
    clock,
    load: () => listEmbedDomains(runtime.database.sql),
  });
  const isAllowed = async (request: IncomingMessage): Promise<boolean> => {
    const { origin } = request.headers;
    const { host } = forwardedFacts(request.headers, undefined, {
      trustProxy: env.TRUST_PROXY,
      baseUrl: env.BASE_URL,
    });
    const facts = { origin, host, baseUrl: env.BASE_URL };
    if (isSocketOriginAllowed({ ...facts, embedDomains: new Set() })) return true;
    return isSocketOriginAllowed({ ...facts, embedDomains: await allowed.get("all") });
  };
  return new SocketServer(server, {
    path: socketPath,
    serveClient: false,
    transports: ["websocket", "polling"],
    maxHttpBufferSize: socketMessageBytesMax,
    // Many small messages at one moment: compressing each costs more than it saves.
    perMessageDeflate: false,
    destroyUpgrade: false,
    allowRequest: (request, done) => {
      isAllowed(request).then(
        (isGood) => done(isGood ? null : "origin", isGood),
        () => done("unavailable", false),
      );
    },
  });
}
