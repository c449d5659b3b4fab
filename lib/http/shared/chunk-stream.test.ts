import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { chunkStream } from "#lib/http/shared/chunk-stream.ts";

function tracked(count: number) {
  const seen = { ended: 0, returned: 0 };
  async function* chunks() {
    try {
      for (let i = 0; i < count; i++) yield `${i};`;
    } finally {
      seen.returned += 1;
    }
  }
  const open = (idleMs: number) =>
    chunkStream(chunks(), {
      idleMs,
      onEnd: () => {
        seen.ended += 1;
      },
    });
  return { seen, open };
}

it("hands on every chunk to a reader, however slow, and ends once", async () => {
  const { seen, open } = tracked(4);
  const reader = open(500).getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value);
    await delay(20);
  }
  expect(text).toBe("0;1;2;3;");
  expect(seen).toEqual({ ended: 1, returned: 1 });
});

it("ends when the reader goes away", async () => {
  const { seen, open } = tracked(4);
  const reader = open(10_000).getReader();
  await reader.read();
  await reader.cancel();
  expect(seen).toEqual({ ended: 1, returned: 1 });
});

it("ends when nobody reads, as after HEAD, and tells a reader that wakes too late", async () => {
  const { seen, open } = tracked(4);
  const body = open(30);
  await expect.poll(() => seen).toEqual({ ended: 1, returned: 1 });
  await expect(new Response(body).text()).rejects.toThrow("the reader takes nothing");
});
