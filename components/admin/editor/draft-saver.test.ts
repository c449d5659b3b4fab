import { describe, expect, it } from "vitest";
import {
  DraftSaver,
  isStoredWithin,
  retryPauseMs,
  type SaveState,
  type Saving,
} from "#components/admin/editor/draft-saver.ts";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";
import { documentFromTemplate } from "#lib/campaigns/templates.ts";
import type { ActionFailure } from "#lib/http/next/action-result.ts";

const savedAt = "2026-11-20T10:00:00.000Z";
const empty = documentFromTemplate({
  ...({ template: "one-day-drop", name: "", slug: "draft", timeZone: "UTC" } as const),
  nowMs: Date.parse(savedAt),
  newId: () => "g",
});
const named = (name: string): CampaignDoc => ({ ...empty, name });
const conflict: ActionFailure = {
  ...{ ok: false, code: "version_conflict", message: "Somebody saved.", fields: [] },
  requestId: "r",
};

/** A server that keeps one document, behind a line that can break before or after the save. */
class FakeServer implements Saving {
  doc = named("first");
  docVersion = 1;
  broken: "before" | "after" | null = null;
  readonly save: Saving["save"] = async (docVersion, doc) => {
    if (this.broken === "before") throw new TypeError("Failed to fetch");
    if (docVersion !== this.docVersion) return conflict;
    this.doc = doc;
    this.docVersion += 1;
    if (this.broken === "after") throw new TypeError("Failed to fetch");
    return { ok: true, value: { docVersion: this.docVersion, savedAt } };
  };
  readonly latest: Saving["latest"] = async () => ({
    ok: true,
    value: { doc: structuredClone(this.doc), docVersion: this.docVersion },
  });
}

function open() {
  const server = new FakeServer();
  const told: SaveState[] = [];
  const saver = new DraftSaver({ doc: server.doc, docVersion: 1 }, (state) => told.push(state));
  return { server, told, saver };
}

describe("storing a draft", () => {
  it("says so when the connection breaks, and stores with the next try", async () => {
    const { server, told, saver } = open();
    server.broken = "before";
    saver.want(named("second"));
    expect(await saver.flush(server)).toBe(false);
    expect(told.at(-1)).toMatchObject({
      kind: "failed",
      failure: { message: "The connection broke off." },
      retryMs: retryPauseMs(1),
    });
    server.broken = null;
    expect(await saver.flush(server, true)).toBe(true);
    expect(server.doc.name).toBe("second");
    expect(told.map(({ kind }) => kind)).toEqual(["saving", "failed", "saved"]);
  });

  it("waits longer after each try, and from the start after one that worked", async () => {
    const { server, told, saver } = open();
    const pauses: unknown[] = [];
    for (const broken of ["before", "before", null, "before"] as const) {
      server.broken = broken;
      saver.want(named(`text ${pauses.length}`));
      await saver.flush(server);
      const last = told.at(-1);
      pauses.push(last?.kind === "failed" ? last.retryMs : last?.kind);
    }
    expect(pauses).toEqual([2_000, 4_000, "saved", 2_000]);
    expect(retryPauseMs(40)).toBe(60_000);
  });

  it("takes no save of its own whose answer was lost for somebody else's", async () => {
    const { server, told, saver } = open();
    server.broken = "after";
    saver.want(named("second"));
    await saver.flush(server);
    server.broken = null;
    saver.want(named("third"));
    expect(await saver.flush(server)).toBe(true);
    expect(told.map(({ kind }) => kind)).not.toContain("conflict");
    expect([server.doc.name, server.docVersion, saver.version]).toEqual(["third", 3, 3]);
  });

  it("stands still when somebody else saved while the line was down", async () => {
    const { server, told, saver } = open();
    server.broken = "before";
    saver.want(named("mine"));
    await saver.flush(server);
    server.broken = null;
    await server.save(1, named("theirs"));
    expect(await saver.flush(server)).toBe(false);
    expect(told.at(-1)).toEqual({ kind: "conflict" });
    expect(server.doc.name).toBe("theirs");
  });

  it("tries nothing again by itself that was refused", async () => {
    const { server, told, saver } = open();
    saver.want(named("second"));
    const refused = { ...conflict, code: "validation_failed" };
    expect(await saver.flush({ ...server, save: async () => refused })).toBe(false);
    expect(told.at(-1)).toEqual({ kind: "failed", failure: refused, retryMs: null });
  });
});

describe("leaving with something unsaved", () => {
  it("goes on once it is stored", async () => {
    expect(await isStoredWithin(60_000, async () => true)).toBe(true);
  });

  it("asks when the save breaks or does not come back", async () => {
    expect(await isStoredWithin(60_000, () => Promise.reject(new Error("cut")))).toBe(false);
    expect(await isStoredWithin(1, () => new Promise(() => undefined))).toBe(false);
  });
});
