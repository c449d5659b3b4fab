import type { Namespace, Socket, Server as SocketServer } from "socket.io";
import { z } from "zod";
import { type LiveTicket, verifyLiveTicket } from "#lib/http/shared/live-ticket.ts";
import { isSessionStillLive } from "#lib/identity/find-session.ts";
import type { Runtime } from "#lib/platform/runtime.ts";
import type { LiveFeed } from "#lib/plays/redis-live.ts";

const recheckMs = 5_000;

interface DrawsMessage {
  readonly gameId: string;
  readonly playIds: readonly string[];
}

type LiveSocket = Socket<Record<string, never>, { draws: (message: DrawsMessage) => void }>;
type LiveNamespace = Namespace<Record<string, never>, { draws: (message: DrawsMessage) => void }>;

const authSchema = z.object({ ticket: z.string().max(4096) });
const messageSchema = z.object({ gameId: z.uuid(), playIds: z.array(z.uuid()).max(5_000) });

/** Undefined for what no worker of ours would publish: a stray message must not end the process. */
function readDraws(text: string): DrawsMessage | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Staff pages: the ticket names the campaigns, the server joins the rooms, and every five seconds the session
 * behind each socket is looked up again, so that a revoked one is dead within that time.
 */
export function serveLiveSockets(
  io: SocketServer,
  runtime: Runtime,
  feed: LiveFeed,
): { stop(): void } {
  const namespace: LiveNamespace = io.of("/live");
  const tickets = new Map<LiveSocket, LiveTicket>();

  namespace.use((socket, next) => {
    const auth = authSchema.safeParse(socket.handshake.auth);
    const ticket = auth.success
      ? verifyLiveTicket(runtime.env.FROLIC_SECRET, auth.data.ticket, runtime.clock.now())
      : undefined;
    if (!ticket) {
      next(new Error("unauthenticated"));
      return;
    }
    isSessionStillLive(runtime.database.sql, ticket.sessionId).then(
      async (isLive) => {
        if (!isLive) return next(new Error("unauthenticated"));
        tickets.set(socket, ticket);
        await socket.join([...ticket.rooms]);
        next();
      },
      (error: unknown) => {
        runtime.logger.warn({ err: error }, "live socket refused");
        next(new Error("unavailable"));
      },
    );
  });
  namespace.on("connection", (socket) => {
    socket.on("disconnect", () => tickets.delete(socket));
  });

  feed.onMessage((campaignId, text) => {
    const draws = readDraws(text);
    if (draws) namespace.to(campaignId).emit("draws", draws);
  });

  const recheck = async () => {
    const sessions = new Set([...tickets.values()].map(({ sessionId }) => sessionId));
    for (const sessionId of sessions) {
      // A session that cannot be looked up counts as dead: the page comes back with a new ticket.
      const isLive = await isSessionStillLive(runtime.database.sql, sessionId).catch(() => false);
      if (isLive) continue;
      for (const [socket, ticket] of tickets) {
        if (ticket.sessionId === sessionId) socket.disconnect(true);
      }
    }
  };
  const timer = setInterval(() => void recheck(), recheckMs);
  return { stop: () => clearInterval(timer) };
}
