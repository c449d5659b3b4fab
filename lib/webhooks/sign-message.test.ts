import { createHmac } from "node:crypto";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { makeSecret, openSecret, sealSecret } from "#lib/webhooks/endpoint-secret.ts";
import { bodyOf, signatureHeaders } from "#lib/webhooks/sign-message.ts";

/** The example of the specification. */
const vector = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

const master = "a master secret of at least thirty-two characters";

describe("signatures", () => {
  it("are those of the specification", () => {
    const at = new Date(vector.timestamp * 1000);
    expect(signatureHeaders(vector, [vector.secret], at)).toEqual({
      "webhook-id": vector.id,
      "webhook-timestamp": "1614265330",
      "webhook-signature": vector.signature,
    });
  });

  it("are an HMAC over id, timestamp and body, as anybody can reckon without a library", () => {
    const secret = makeSecret();
    const at = new Date(1_780_000_000_999);
    const headers = signatureHeaders({ id: "m1", body: "{}" }, [secret], at);
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    expect(key.length).toBe(32);
    const mac = createHmac("sha256", key).update("m1.1780000000.{}").digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${mac}`);
  });

  it("of a rotation are two, and either secret accepts them, while a third does not", () => {
    const [fresh, before, other] = [makeSecret(), makeSecret(), makeSecret()];
    const body = bodyOf({ id: "m1", type: "game.ended", timestamp: "2026-01-01", data: {} });
    const headers = signatureHeaders({ id: "m1", body }, [fresh, before], new Date());
    expect(headers["webhook-signature"].split(" ")).toHaveLength(2);
    expect(() => new Webhook(fresh).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(before).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(other).verify(body, headers)).toThrow(WebhookVerificationError);
  });

  it("are refused when body, id or time were touched, and when they come too late or too early", () => {
    const secret = makeSecret();
    const hook = new Webhook(secret);
    const headers = signatureHeaders({ id: "m1", body: "{}" }, [secret], new Date());
    expect(() => hook.verify("{ }", headers)).toThrow(WebhookVerificationError);
    expect(() => hook.verify("{}", { ...headers, "webhook-id": "m2" })).toThrow(
      WebhookVerificationError,
    );
    const old = new Date(Date.now() - 6 * 60_000);
    const late = signatureHeaders({ id: "m1", body: "{}" }, [secret], old);
    expect(() => hook.verify("{}", late)).toThrow(/old/);
    const ahead = new Date(Date.now() + 6 * 60_000);
    const early = signatureHeaders({ id: "m1", body: "{}" }, [secret], ahead);
    expect(() => hook.verify("{}", early)).toThrow(/new/);
    // Whoever has heard an old message cannot make it a new one.
    const fresh = { ...late, "webhook-timestamp": headers["webhook-timestamp"] };
    expect(() => hook.verify("{}", fresh)).toThrow(WebhookVerificationError);
  });
});

describe("secrets", () => {
  it("open for their own endpoint only", () => {
    const sealed = sealSecret(master, "endpoint-1", vector.secret);
    expect(sealed.includes(vector.secret)).toBe(false);
    expect(openSecret(master, "endpoint-1", sealed)).toBe(vector.secret);
    expect(() => openSecret(master, "endpoint-2", sealed)).toThrow();
    expect(() => openSecret(`${master}!`, "endpoint-1", sealed)).toThrow();
  });
});
