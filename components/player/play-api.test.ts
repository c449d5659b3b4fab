import { afterEach, expect, it, vi } from "vitest";
import { createPlayApi } from "#components/player/play-api.ts";

afterEach(() => vi.unstubAllGlobals());

/** One call of the page against a server that gives this one answer. */
function submitTo(response: () => Response) {
  vi.stubGlobal("fetch", async () => response());
  const api = createPlayApi({
    campaignId: "c",
    partnerToken: "token",
    hasToken: () => true,
    gotToken: () => undefined,
  });
  return api.submit({ playId: "p", gameId: "g" });
}

const problem = (status: number, code: string, headers = {}) =>
  Response.json({ code, detail: "Words." }, { status, headers });

it("takes what may have been stored all the same for a lost request, and keeps its id", async () => {
  for (const status of [500, 502, 503]) {
    const answer = await submitTo(() => problem(status, "unavailable", { "retry-after": "3" }));
    expect(answer).toEqual({ kind: "unreachable", retryAfterMs: 3_000 });
  }
  const dated = await submitTo(() =>
    problem(503, "unavailable", { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }),
  );
  expect(dated).toEqual({ kind: "unreachable", retryAfterMs: 0 });
});

it("tells a refusal in the server's words", async () => {
  const refusal = { code: "play_limit", sentence: "Words.", retryable: false, retryAfterS: 2 };
  const answer = await submitTo(() => problem(403, "play_limit"));
  expect(answer).toEqual({ kind: "refused", status: 403, refusal });
  const crowd = await submitTo(() => problem(429, "backlog", { "retry-after": "7" }));
  expect(crowd).toMatchObject({ kind: "refused", refusal: { retryable: true, retryAfterS: 7 } });
});

it("knows nothing of a request that got no answer", async () => {
  const answer = await submitTo(() => {
    throw new TypeError("fetch failed");
  });
  expect(answer).toEqual({ kind: "unreachable" });
});
