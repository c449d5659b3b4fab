import { describe, expect, it } from "vitest";
import { z } from "zod";
import { errorTable, problemOf } from "#lib/http/shared/problem.ts";
import { AppError } from "#lib/platform/errors.ts";

describe("problemOf", () => {
  it("answers a refusal with its status, code and sentence", () => {
    const { status, headers, body } = problemOf(new AppError("play_limit"), "r1");
    expect(status).toBe(403);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(body).toEqual({
      type: "urn:frolic:error:play_limit",
      title: errorTable.play_limit?.sentence,
      status: 403,
      code: "play_limit",
      detail: errorTable.play_limit?.sentence,
      requestId: "r1",
    });
  });

  it("always says when to come back with 429 and 503", () => {
    expect(
      problemOf(new AppError("backlog", { retryAfterS: 2.2 }), "r").headers["retry-after"],
    ).toBe("3");
    expect(problemOf(new AppError("unavailable"), "r").headers["retry-after"]).toBe("1");
    expect(problemOf(new AppError("paused"), "r").headers["retry-after"]).toBeUndefined();
  });

  it("names the fields that do not fit", () => {
    const parsed = z.strictObject({ playId: z.uuid() }).safeParse({ playId: "x" });
    const { status, body } = problemOf(parsed.error, "r");
    expect(status).toBe(422);
    expect(body.errors?.[0]?.path).toBe("playId");
  });

  it("never shows the text of a bug, of SQL or of an unknown code", () => {
    for (const error of [
      new Error("select secret from t"),
      "string",
      new AppError("no_such_code", { details: "inner words" }),
    ]) {
      const { status, body, unexpected } = problemOf(error, "r");
      expect(status).toBe(500);
      expect(unexpected).toBe(true);
      expect(JSON.stringify(body)).not.toMatch(/secret|inner|no_such/);
    }
  });

  it("answers a lost store with 503", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(problemOf(refused, "r").body.code).toBe("unavailable");
  });
});
