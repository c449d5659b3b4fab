import type { IncomingMessage } from "node:http";
import type { Namespace, Socket, Server as SocketServer } from "socket.io";
import { z } from "zod";
import type { PlayServices } from "#lib/http/shared/play-services.ts";
import { cookieValue, playerCookie } from "#lib/http/shared/player-guard.ts";
import { problemOf } from "#lib/http/shared/problem.ts";
import { newRequestId } from "#lib/http/shared/request-id.ts";
import type { PlayerIdentity } from "#lib/identity/player-token.ts";
import { AppError } from "#lib/platform/errors.ts";
import { createTokenBuckets } from "#lib/platform/token-buckets.ts";
import { type PlayView, watchRequestSchema } from "#lib/plays/contract.ts";
import type { WaitingPlay } from "#lib/plays/read-result.ts";
import type { RevealPush } from "#workers/gateway/reveal-push.ts";

/** Pull, watch and reconnect of a lively player; a script is cut off. */
const eventLimit = { burst: 20, perS: 2 };
/** Refused events after which the socket is closed. */
const strikesMax = 20;
const watchedMax = 200;

export interface PlaySocketDeps {
  readonly services: PlayServices;
  readonly push: RevealPush;
  readonly addressOf: (request: IncomingMessage) => string;
}

interface PlaySocketData {
  identity: PlayerIdentity;
  address: string;
  /** Plays armed or told on this socket: a final result is told once. */
  watched: Set<string>;
}

type PlaySocket = Socket<PlayEvents, PushEvents, Record<string, never>, PlaySocketData>;
export type PlayNamespace = Namespace<
  PlayEvents,
  PushEvents,
  Record<string, never>,
  PlaySocketData
>;

interface PlayEvents {
  play: (body: unknown, ack?: (answer: unknown) => void) => void;
  watch: (body: unknown, ack?: (answer: unknown) => void) => void;
}

interface PushEvents {
  result: (view: PlayView) => void;
  "game:update": (update: { gameId: string; left: number; state: string }) => void;
}

export const gameRoom = (gameId: string): string => `g:${gameId}`;

const authSchema = z.object({
  token: z.string().max(4096).optional(),
  gameId: z.uuid().optional(),
});

/** The players' sockets: plays with an ack, watched plays, results pushed to the socket that waits for them. */
export function servePlaySockets(io: SocketServer, deps: PlaySocketDeps): PlayNamespace {
  const namespace = io.of("/play") as PlayNamespace;
  namespace.use((socket, next) => {
    admit(socket, deps).then(
      () => next(),
      (error: unknown) => next(refusal(error)),
    );
  });
  namespace.on("connection", (socket) => serveSocket(socket, deps));
  return namespace;
}

function refusal(error: unknown): Error {
  const { body } = problemOf(error, newRequestId());
  return Object.assign(new Error(body.code), { data: body });
}

/** Before the handshake ends: nobody without a token gets a socket. */
async function admit(socket: PlaySocket, deps: PlaySocketDeps): Promise<void> {
  const auth = authSchema.parse(socket.handshake.auth);
  const token = auth.token ?? cookieValue(socket.handshake.headers.cookie, playerCookie);
  const identity = token === undefined ? undefined : await deps.services.tokens.read(token);
  if (!identity) throw new AppError("player_token_invalid");
  socket.data = { identity, address: deps.addressOf(socket.request), watched: new Set() };
  if (auth.gameId && (await deps.services.views.find(auth.gameId.toLowerCase()))) {
    await socket.join(gameRoom(auth.gameId.toLowerCase()));
  }
}

function serveSocket(socket: PlaySocket, deps: PlaySocketDeps): void {
  const { services } = deps;
  const budget = createTokenBuckets(1);
  let strikes = 0;
  const listener = {
    deliver: (view: PlayView) => void socket.emit("result", view),
    isOpen: () => socket.connected,
  };
  const watch = (play: WaitingPlay) => {
    const { watched } = socket.data;
    if (watched.has(play.playId)) return;
    if (watched.size >= watchedMax) throw new AppError("rate_limited", { retryAfterS: 60 });
    watched.add(play.playId);
    deps.push.arm(play, listener);
  };
  const handle = (event: "play" | "watch", answer: (body: unknown) => Promise<unknown>) => {
    socket.on(event, (body, ack) => {
      const reply = typeof ack === "function" ? ack : () => undefined;
      const waitMs = budget.take("e", eventLimit, services.runtime.clock.monotonicMs());
      if (waitMs > 0 && ++strikes > strikesMax) {
        socket.disconnect(true);
        return;
      }
      const refused = new AppError("rate_limited", { retryAfterS: waitMs / 1000 });
      const answered = waitMs > 0 ? Promise.reject(refused) : answer(body);
      answered.then(reply, (error: unknown) => {
        const problem = problemOf(error, newRequestId());
        if (problem.unexpected)
          services.runtime.logger.error({ err: error, event }, "event failed");
        reply({ ...problem.body, ...retryOf(problem.headers) });
      });
    });
  };

  handle("play", async (body) => {
    const { identity, address } = socket.data;
    const receipt = await services.desk.submit({ identity, address }, body);
    const { playId, revealInMs } = receipt.body;
    watch(services.results.remember({ ...receipt, playId }, revealInMs));
    await socket.join(gameRoom(receipt.gameId));
    return receipt.body;
  });
  handle("watch", async (body) => {
    const { playIds } = watchRequestSchema.parse(body);
    // Told again on a new connect: the client asks because it may have missed the push.
    const plays = await services.results.locate(playIds, socket.data.identity.playerId);
    for (const play of plays) watch(play);
    return { watching: plays.map(({ playId }) => playId) };
  });
}

function retryOf(headers: Readonly<Record<string, string>>): { retryAfterS?: number } {
  const after = headers["retry-after"];
  return after === undefined ? {} : { retryAfterS: Number(after) };
}
