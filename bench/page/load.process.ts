// Keep-alive connections that ask for one page over and over, each as soon as its last answer is whole. Raw
// sockets: the load must cost less than what it measures.
//   node load.process.mjs <host> <port> <path> <connections> <seconds>

import { connect } from "node:net";

const [host = "", port = "", path = "", connections = "", seconds = ""] = process.argv.slice(2);
const request = Buffer.from(
  `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nAccept: text/html\r\nAccept-Encoding: gzip, br\r\nAccept-Language: en\r\n\r\n`,
);
const latencies: number[] = [];
let failed = 0;
const warmUpMs = 1_000;
const startedMs = performance.now();
const endsMs = startedMs + warmUpMs + Number(seconds) * 1_000;

/** Bytes of a whole answer, or undefined while its end is not known. */
function answerLength(head: string): number | undefined {
  const end = head.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return length === undefined ? Number.POSITIVE_INFINITY : end + 4 + Number(length);
}

function open(): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.setNoDelay(true);
    let sentMs = 0;
    let size = 0;
    let head = "";
    let whole: number | undefined;
    const send = () => {
      if (performance.now() >= endsMs) {
        socket.destroy();
        resolve();
        return;
      }
      size = 0;
      head = "";
      whole = undefined;
      sentMs = performance.now();
      socket.write(request);
    };
    const finish = () => {
      const nowMs = performance.now();
      if (!head.startsWith("HTTP/1.1 200")) failed++;
      else if (sentMs - startedMs > warmUpMs) latencies.push(nowMs - sentMs);
      send();
    };
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      size += chunk.length;
      if (whole === undefined) {
        head += chunk.toString("latin1");
        whole = answerLength(head);
      }
      // A chunked answer ends with the empty chunk.
      const isChunkedEnd =
        whole === Number.POSITIVE_INFINITY && chunk.subarray(-5).toString("latin1") === "0\r\n\r\n";
      if ((whole !== undefined && size >= whole) || isChunkedEnd) finish();
    });
    socket.on("error", () => {
      failed++;
    });
    socket.on("close", () => resolve());
  });
}

await Promise.all(Array.from({ length: Number(connections) }, open));
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
const perS = Math.round(latencies.length / Number(seconds));
console.log(JSON.stringify({ perS, p50Ms: at(0.5), p99Ms: at(0.99), failed }));
