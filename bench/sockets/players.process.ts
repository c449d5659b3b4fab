// Players of a hall, one socket each, in a process of their own: connect over a while, pull together, and note
// for each result how long after its revealAt it came. Same machine, so one clock.
//   node players.process.mjs <base> <gameId> <campaignId> <players> <connect seconds> <pull seconds>

import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { createPlayerTokens } from "#lib/identity/player-token.ts";

const [base = "", gameId = "", campaignId = "", count = "", connectS = "", pullS = ""] =
  process.argv.slice(2);
const tokens = createPlayerTokens(process.env.FROLIC_SECRET ?? "", () => Date.now());
const waitForResultMs = 30_000;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function connect(delayMs: number): Promise<Socket> {
  await after(delayMs);
  const { token } = tokens.mint(campaignId, randomUUID());
  const socket = io(`${base}/play`, { transports: ["websocket"], auth: { token }, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", () => resolve());
    socket.once("connect_error", reject);
  });
  return socket;
}

interface Heard {
  readonly latenessMs: number;
}

async function pull(socket: Socket, delayMs: number): Promise<Heard | undefined> {
  await after(delayMs);
  const playId = randomUUID();
  const result = new Promise<number>((resolve) => {
    socket.on("result", (view: { playId: string; state: string }) => {
      if (view.playId === playId && view.state !== "PENDING") resolve(Date.now());
    });
  });
  const ack = await socket.timeout(10_000).emitWithAck("play", { playId, gameId });
  if (typeof ack.revealAt !== "string") throw new Error(`refused: ${JSON.stringify(ack)}`);
  const receivedMs = await Promise.race([result, after(waitForResultMs).then(() => undefined)]);
  if (receivedMs === undefined) return undefined;
  return { latenessMs: receivedMs - Date.parse(ack.revealAt) };
}

const players = Number(count);
const spread = (seconds: string, index: number) => (Number(seconds) * 1000 * index) / players;
const indexes = Array.from({ length: players }, (_, index) => index);
const sockets = await Promise.all(indexes.map((index) => connect(spread(connectS, index))));
const heard = await Promise.all(sockets.map((socket, index) => pull(socket, spread(pullS, index))));
const lateness = heard.flatMap((each) => each?.latenessMs ?? []).sort((a, b) => a - b);
const at = (share: number) => lateness[Math.floor((lateness.length - 1) * share)] ?? null;
console.log(
  JSON.stringify({
    delivered: lateness.length,
    latenessP50Ms: at(0.5),
    latenessP99Ms: at(0.99),
    latenessMinMs: lateness[0] ?? null,
  }),
);
process.exit(0);
