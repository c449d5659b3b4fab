import { readFileSync } from "node:fs";
import { redirect } from "next/navigation";
import { describe, expect, it } from "vitest";
import { callAction, connectionLost, lostWithText } from "#components/ui/call-action.ts";
import { listSources } from "#lib/testing/import-graph.ts";

describe("a call of a server action", () => {
  it("hands an answer on as it is", async () => {
    const answer = { ok: true as const, value: 7 };
    expect(await callAction(Promise.resolve(answer))).toBe(answer);
  });

  it("makes an answer of a call that broke on the way", async () => {
    const answer = await callAction(Promise.reject(new TypeError("Failed to fetch")));
    expect(answer).toMatchObject({ ok: false, code: connectionLost, fields: [] });
    expect(answer).toHaveProperty("message", expect.stringContaining("The connection broke off."));
  });

  it("says what a form keeps", async () => {
    const answer = await callAction(Promise.reject(new Error("reset")), lostWithText);
    expect(answer).toHaveProperty("message", lostWithText);
  });

  it("leaves a redirect to Next", async () => {
    const leading = async () => redirect("/login");
    await expect(callAction(leading())).rejects.toThrow("NEXT_REDIRECT");
  });
});

/** A client file that reads an answer it waited for has to be ready for one that never comes. */
function isUnguarded(text: string): boolean {
  if (!text.startsWith('"use client"') || text.includes("callAction(")) return false;
  const reads = /\b(answer|result)\??\.ok\b/.test(text) && /\bawait |\.then\(/.test(text);
  return reads || text.includes("useActionState(");
}

describe("the client's files", () => {
  // These ask fetch, which they catch, or a file; the draft's saver catches for use-live-save.
  const others = [
    "components/admin/ads/file-form.tsx",
    "components/admin/editor/pacing/moments-fields.tsx",
    "components/admin/editor/use-live-save.ts",
    "components/admin/pools/csv-upload.tsx",
  ];

  it("call every action through the guard", () => {
    const sources = listSources(process.cwd(), ["app", "components"]);
    const found = sources.filter((path) => isUnguarded(readFileSync(path, "utf8")));
    expect(found.filter((path) => !others.includes(path))).toEqual([]);
  });

  it.each([
    "const answer = await act({ id });\nif (!answer.ok) return;",
    "void act({}).then((result) => result.ok && setDone());",
    "const [result, submit] = useActionState(act, null);",
  ])("are caught when they do not: %s", (planted) => {
    expect(isUnguarded(`"use client";\n${planted}`)).toBe(true);
  });
});
