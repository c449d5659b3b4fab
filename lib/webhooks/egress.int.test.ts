// What is refused, and that what was judged is what is connected to: over real sockets, beside a client that judges the
// name and then connects by name again, as most do.

import { request } from "node:http";
import type { LookupFunction } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startReceiver, type WebhookReceiver } from "#lib/testing/webhook-receiver.ts";
import {
  type Egress,
  EgressRefused,
  isPublicAddress,
  judgeTarget,
  postJudged,
  type ResolvedAddress,
} from "#lib/webhooks/egress.ts";

const post = { headers: {}, body: "{}", timeoutMs: 2_000, answerBytesMax: 20_000 };
const shut: Egress = { allowPrivate: false };

describe("addresses", () => {
  const refused = [
    ...["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255"],
    ...["192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192"],
    ...["198.18.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "240.0.0.1"],
    ...["255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254"],
    ...["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"],
    ...["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1"],
    ...["2001:db8::1", "fec0::1", "100::1", "::ffff:0:127.0.0.1", "nonsense", ""],
  ];
  it.each(refused)("%s is not for us", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  const disguised = [
    ...["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"],
    ...["http://[::1]/", "http://[::ffff:7f00:1]/", "http://127.1/", "http://localhost/"],
    ...[
      "https://169.254.169.254/latest/meta-data/",
      "http://[fd00:ec2::254]/",
      "http://①②⑦.0.0.1/",
    ],
    ...["ftp://example.com/", "http://user:pass@1.1.1.1/", "http://no-such-host.invalid/"],
  ];
  it.each(disguised)("%s is refused before anything is sent", async (url) => {
    await expect(postJudged(url, post, shut)).rejects.toBeInstanceOf(EgressRefused);
  });

  it("of a name are all judged: one private one among public ones is enough", async () => {
    const resolve = async () => [
      { address: "1.1.1.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    await expect(
      judgeTarget(new URL("http://two.example/"), { allowPrivate: false, resolve }),
    ).rejects.toBeInstanceOf(EgressRefused);
  });
});

describe("a connection", () => {
  let good: WebhookReceiver;
  let secret: WebhookReceiver;

  // Both on loopback: the test plays that 127.0.0.2 is public and 127.0.0.1 is what must not be reached.
  beforeEach(async () => {
    good = await startReceiver("127.0.0.2");
    secret = await startReceiver("127.0.0.1");
  });
  afterEach(async () => {
    await Promise.all([good.close(), secret.close()]);
  });

  const isFit = (address: string) => address === "127.0.0.2";

  /** A name of a short life: the first answer is fit, every later one is not. */
  function rebinding() {
    const asked: ResolvedAddress[][] = [];
    const resolve = async () => {
      const answer = [{ address: asked.length === 0 ? "127.0.0.2" : "127.0.0.1", family: 4 }];
      asked.push(answer);
      return answer;
    };
    return { asked, resolve };
  }

  it("goes to what was judged, though the name has another meaning by then", async () => {
    const { asked, resolve } = rebinding();
    const egress = { allowPrivate: false, resolve, isFit };
    const url = `http://rebind.example:${secret.port}/`;
    // The port of the secret one: at the judged address nobody listens there.
    await expect(postJudged(url, post, egress)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(asked).toHaveLength(1);
    expect(secret.received).toEqual([]);
    // The second attempt judges anew, and refuses.
    await expect(postJudged(url, post, egress)).rejects.toBeInstanceOf(EgressRefused);
    expect(secret.received).toEqual([]);
  });

  it("of a client that judges and then connects by name is led astray", async () => {
    const { resolve } = rebinding();
    const url = new URL(`http://rebind.example:${secret.port}/`);
    await judgeTarget(url, { allowPrivate: false, resolve, isFit });
    const byName: LookupFunction = (_host, options, callback) => {
      void resolve().then((found) =>
        options.all ? callback(null, found) : callback(null, found[0]?.address ?? "", 4),
      );
    };
    await new Promise<void>((done) => {
      request(url, { method: "POST", agent: false, lookup: byName }, (answer) => {
        answer.resume();
        done();
      }).end("{}");
    });
    expect(secret.received).toHaveLength(1);
  });

  it("tells which address answered", async () => {
    const resolve = async () => [{ address: "127.0.0.2", family: 4 }];
    const url = `http://good.example:${good.port}/`;
    const answer = await postJudged(url, post, { allowPrivate: false, resolve, isFit });
    expect(answer).toMatchObject({ status: 200, body: "thanks", address: "127.0.0.2" });
    expect(good.received[0]?.headers.host).toBe(`good.example:${good.port}`);
  });

  it("follows no redirect", async () => {
    const location = `http://127.0.0.1:${secret.port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      good.answer((response) => response.writeHead(status, { location }).end());
      const resolve = async () => [{ address: "127.0.0.2", family: 4 }];
      const url = `http://good.example:${good.port}/`;
      const answer = await postJudged(url, post, { allowPrivate: false, resolve, isFit });
      expect(answer.status).toBe(status);
    }
    expect(secret.received).toEqual([]);
  });

  it("of a client that follows redirects ends where it must not", async () => {
    const location = `http://127.0.0.1:${secret.port}/`;
    good.answer((response) => response.writeHead(307, { location }).end());
    await fetch(good.url, { method: "POST", body: "{}" });
    expect(secret.received).toHaveLength(1);
  });

  it("is given up when the whole answer takes too long, also a dripping one and a slow name", async () => {
    good.answer((response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 50);
      response.on("close", () => clearInterval(drip));
    });
    const resolve = async () => [{ address: "127.0.0.2", family: 4 }];
    const quick = { ...post, timeoutMs: 300 };
    const url = `http://good.example:${good.port}/`;
    const egress = { allowPrivate: false, resolve, isFit };
    // Without the limit neither would ever come to an end.
    await expect(postJudged(url, quick, egress)).rejects.toThrow();
    const never = () => new Promise<never>(() => undefined);
    await expect(postJudged(url, quick, { ...egress, resolve: never })).rejects.toThrow();
  });
});
