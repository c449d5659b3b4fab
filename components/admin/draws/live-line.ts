"use client";

interface LiveLine {
  close(): void;
}

/**
 * A staff page's line to the gateway. The client is loaded after the page stands; each connection asks for a
 * fresh ticket, because a ticket lives a minute.
 */
export function openLiveLine(options: {
  readonly ticket: () => Promise<string | null>;
  readonly onDraws: () => void;
  readonly onState: (up: boolean) => void;
}): LiveLine {
  let closed = false;
  let socket: { close(): void } | undefined;
  const open = async () => {
    const { io } = await import("socket.io-client");
    if (closed) return;
    const line = io("/live", {
      transports: ["websocket"],
      auth: (give) => {
        void options.ticket().then((ticket) => give({ ticket: ticket ?? "" }));
      },
    });
    line.on("connect", () => options.onState(true));
    line.on("disconnect", () => options.onState(false));
    // Before a first connect there is nothing to disconnect: a refusal has to be told as well.
    line.on("connect_error", () => options.onState(false));
    line.on("draws", options.onDraws);
    socket = line;
  };
  open().catch(() => {
    if (!closed) options.onState(false);
  });
  return {
    close: () => {
      closed = true;
      socket?.close();
    },
  };
}
