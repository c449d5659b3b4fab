import { createHash, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CertificateSigner, sealCertificate } from "#lib/promotions/certificate.ts";
import { looksLikeCertificate, runCertificate } from "#lib/promotions/certificate-command.ts";
import {
  type CertificateHead,
  type CertificateRow,
  certificateKind,
} from "#lib/promotions/certificate-text.ts";
import {
  UnreadableCertificateError,
  verifyCertificate,
} from "#lib/promotions/verify-certificate.ts";

const keys = generateKeyPairSync("ed25519");
const spki = keys.publicKey.export({ format: "der", type: "spki" }).toString("hex");
const keyId = createHash("sha256").update(Buffer.from(spki, "hex")).digest("hex").slice(0, 16);
const signer: CertificateSigner = {
  ...{ keyId, spki },
  sign: (message) => sign(null, message, keys.privateKey),
};

const instant = "2026-11-22T12:00:00.000Z";
function rowsOf(names: readonly string[]): CertificateRow[] {
  return names.map((name, index) => ({
    ...{ number: index + 1, promoServerId: `server-${index}`, name, platform: "discord" },
    ...{
      guildId: `9007199254740993${index}`,
      channelId: "c",
      messageId: index % 2 ? null : `m${index}`,
    },
    ...{ variant: "a", postedAt: instant, receivedAt: instant },
    makegoodFor: index % 3 === 2 ? { promoServerId: "lost", name: "Lost" } : null,
  }));
}
function headOf(rows: readonly CertificateRow[], booked: number): CertificateHead {
  const missing = booked - rows.length;
  return {
    ...{ is: certificateKind, issuer: "https://frolic.example", issuedAt: instant },
    ...{ promotionId: "p-1", campaignId: "cmp_x", appId: "app", appName: "App", brand: null },
    ...{ startsAt: instant, endsAt: instant, booked, delivered: rows.length, missing },
    state: missing === 0 ? "complete" : "short",
    makegoods: rows.filter((row) => row.makegoodFor !== null).length,
    unbilled: { promoServers: 0, posts: 0 },
  };
}
const issued = (rows: readonly CertificateRow[], booked = rows.length) =>
  sealCertificate(signer, headOf(rows, booked), rows).text;
const names = fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 20 });
const sample = rowsOf(["Anna", "Bär", "東京", 'C"', "", "F"]);

describe("an exposure certificate", () => {
  it("is JSON, and verified as it was issued", () => {
    fc.assert(
      fc.property(names, fc.nat(5), (given, more) => {
        const text = issued(rowsOf(given), given.length + more);
        expect(JSON.parse(text)).toMatchObject({ head: { delivered: given.length } });
        expect(verifyCertificate(text, spki)).toMatchObject({ ok: true });
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("is not verified with any byte changed, and names the row that it was in", () => {
    const bytes = Buffer.from(issued(sample, 8));
    const ends: number[] = [];
    for (const [at, byte] of bytes.entries()) if (byte === 10) ends.push(at);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        const text = changed.toString("utf8");
        if (text === bytes.toString("utf8")) return;
        const line = 1 + ends.filter((end) => end < at).length;
        try {
          const verdict = verifyCertificate(text);
          expect(verdict.ok).toBe(false);
          const isRow = line > 2 && line < 3 + sample.length;
          // A line break more or less changes the layout; everything else is named by its row.
          if (!verdict.ok && isRow && changed[at] !== 10 && !ends.includes(at)) {
            expect(verdict.fault).toMatchObject({ part: "row", row: line - 2, line });
          }
        } catch (error) {
          if (!(error instanceof UnreadableCertificateError)) throw error;
          expect(line).toBe(1);
        }
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  it("is not verified with a row left out, added, swapped or billed twice", () => {
    const lines = issued(sample).split("\n");
    const edit = (change: (rows: string[]) => void) => {
      const rows = lines.slice(2, -3).map((row) => row.replace(/,$/, ""));
      change(rows);
      const joined = rows.map((row, index) => (index < rows.length - 1 ? `${row},` : row));
      return [...lines.slice(0, 2), ...joined, ...lines.slice(-3)].join("\n");
    };
    expect(verifyCertificate(edit(() => undefined))).toMatchObject({ ok: true });
    const edits = [
      edit((rows) => rows.pop()),
      edit((rows) => rows.splice(1, 1)),
      edit((rows) => rows.splice(0, 2, rows[1] ?? "", rows[0] ?? "")),
      edit((rows) => rows.push(rows[0] ?? "")),
    ];
    for (const text of edits) expect(verifyCertificate(text)).toMatchObject({ ok: false });
  });

  it("cannot be made by who has the key to say more than was booked, or one promo server twice", () => {
    const many = sealCertificate(signer, { ...headOf(sample, 6), booked: 5, missing: -1 }, sample);
    expect(verifyCertificate(many.text).ok).toBe(false);
    const twice = sample.map((row) => ({ ...row, promoServerId: "same" }));
    expect(verifyCertificate(issued(twice))).toMatchObject({
      fault: { row: 2, field: "promoServerId", why: "a promo server is billed twice" },
    });
    const miscounted = sealCertificate(signer, { ...headOf(sample, 6), makegoods: 0 }, sample);
    expect(verifyCertificate(miscounted.text)).toMatchObject({ fault: { field: "makegoods" } });
  });

  it("of another key is found out by the key that was noted", () => {
    const other = generateKeyPairSync("ed25519");
    const otherSpki = other.publicKey.export({ format: "der", type: "spki" }).toString("hex");
    const otherId = createHash("sha256").update(Buffer.from(otherSpki, "hex")).digest("hex");
    const forged = sealCertificate(
      {
        ...{ spki: otherSpki, keyId: otherId.slice(0, 16) },
        sign: (message) => sign(null, message, other.privateKey),
      },
      headOf(sample, 6),
      sample,
    );
    expect(verifyCertificate(forged.text)).toMatchObject({ ok: true });
    expect(verifyCertificate(forged.text, spki)).toMatchObject({ fault: { field: "publicKey" } });
  });

  it("is read by the command, which names the wrong row", () => {
    const text = issued(sample);
    expect(looksLikeCertificate(text.slice(0, 2048))).toBe(true);
    expect(runCertificate(["x.json"], text)).toMatchObject({ code: 0 });
    const output = runCertificate(["x.json"], text.replace("Bär", "Bar"));
    expect(output).toMatchObject({ code: 1, out: expect.stringContaining("row 2, line 4") });
    expect(runCertificate(["x.json", "--json"], "{}").code).toBe(2);
  });
});
