import { expect, test } from "@playwright/test";
import { type Cast, gatherCast, type ViewerName, viewerNames } from "./access-cast.ts";
import { actionsOf, disguises, pagesOf } from "./access-targets.ts";
import { openHostileSite } from "./hostile-site.ts";
import { ask, askAll, askFlight, type RawAnswer } from "./raw-http.ts";
import { startUnguardedWeb, type UnguardedWeb } from "./unguarded-web.ts";

const started = process.env.BASE_URL ?? "http://localhost:3000";
const fronts = ["the stack as started", "the web process without its proxy"] as const;
const isFull = process.env.FROLIC_FULL === "1";
const unknownId = "0000000000000000000000001";

let cast: Cast;
let unguarded: UnguardedWeb;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  [cast, unguarded] = await Promise.all([gatherCast(), startUnguardedWeb()]);
});
test.afterAll(async () => unguarded?.stop());

/** Sent elsewhere or told no; the framework may also say so inside the stream of a client-side navigation. */
function isRefusal({ status, location, text }: RawAnswer): boolean {
  if (status >= 300 && status < 400) return /\/(?:login|brand)$/.test(location);
  if (status === 200) return /NEXT_REDIRECT|NEXT_HTTP_ERROR_FALLBACK/.test(text);
  return [401, 403, 404].includes(status);
}

/**
 * Who asks in which way. The long set has everybody ask in every way; the short one has everybody ask in the first,
 * plain way, and one viewer in each of the others: the next one with every way and every `row`, so that over the rows
 * each viewer comes by each way.
 */
function inTurn<V, W>(viewers: readonly V[], ways: readonly W[], row: number): (readonly [V, W])[] {
  const isAsked = (viewer: number, way: number) =>
    isFull || way === 0 || viewer === (row + way) % viewers.length;
  return viewers.flatMap((viewer, v) =>
    ways.filter((_, w) => isAsked(v, w)).map((way) => [viewer, way] as const),
  );
}

const others = (may: readonly ViewerName[]) => viewerNames.filter((name) => !may.includes(name));

for (const front of fronts) {
  const base = () => (front === fronts[0] ? started : unguarded.url);
  const own = () => ({ origin: base(), "sec-fetch-site": "same-origin" });

  // The short set asks the web process alone, where nothing but the use cases refuses.
  test.describe(front, { tag: front === fronts[0] ? ["@full"] : [] }, () => {
    test("every page opens for those it is for, and gives them nothing of others", async () => {
      test.setTimeout(240_000);
      const cases = pagesOf(cast).flatMap((page, row) =>
        inTurn(page.may, ["document", "flight"], row).map(([viewer, way]) => ({
          ...{ page, viewer, way },
        })),
      );
      await askAll(cases, async ({ page: { path, shows }, viewer, way }) => {
        // A file has no client-side navigation.
        if (way === "flight" && path.endsWith(".csv")) return;
        const headers = { ...cast.headers[viewer], ...(way === "flight" ? { rsc: "1" } : {}) };
        const answer = await (way === "flight" ? askFlight : ask)(base(), path, { headers });
        const words = `${viewer} ${path} as a ${way}`;
        expect(answer.status, words).toBe(200);
        if (shows) expect(answer.text, words).toContain(cast.secrets[shows]);
        expect(cast.leaks(viewer, answer.text), words).toEqual([]);
      });
    });

    test("a brand's report holds its own rows only", async () => {
      for (const path of ["/brand", "/brand/report.csv"]) {
        for (const side of ["A", "B"] as const) {
          const viewer = `brand${side}` as const;
          const { text } = await ask(base(), path, { headers: cast.headers[viewer] });
          expect(text).toContain(cast.secrets[`campaign${side}`]);
          expect(cast.leaks(viewer, text)).toEqual([]);
        }
      }
    });

    test("nobody else gets into a page, nor by any disguise of its address", async () => {
      test.setTimeout(240_000);
      const cases = pagesOf(cast).flatMap(({ path, may }, row) => {
        const shapes = disguises(path);
        return inTurn(others(may), shapes, row).map(([viewer, shape]) => ({ path, viewer, shape }));
      });
      await askAll(cases, async ({ path, viewer, shape }) => {
        const headers = { ...cast.headers[viewer], ...shape.headers };
        const answer = await askFlight(base(), shape.path, { headers });
        const words = `${viewer} ${shape.path} ${JSON.stringify(shape.headers)}: ${answer.status}`;
        expect(cast.leaks(viewer, answer.text), words).toEqual([]);
        expect(answer.status, words).toBeLessThan(500);
        // A prefetch is answered with the shell alone, before anybody is asked for.
        if ("next-router-prefetch" in shape.headers) return;
        if (shape.path === path) expect(isRefusal(answer), words).toBe(true);
      });
    });

    test("a page that is not for somebody, or not there, is 404 from its first byte", async () => {
      const { a } = cast;
      const missing: readonly (readonly [ViewerName, string])[] = [
        ["marketer", "/settings/people"],
        ["marketer", "/settings/api-keys"],
        ["marketer", "/settings/partner-keys"],
        ["admin", `/campaigns/cmp_0${unknownId}`],
        ["admin", `/campaigns/${a.brand}`],
        ["admin", `/campaigns/${a.brand.replace("brd", "cmp")}`],
        ["admin", `/brands/${a.campaign.replace("cmp", "brd")}`],
        ["admin", `/pools/${a.brand.replace("brd", "pool")}`],
        ["admin", `/draws/00000000-0000-4000-8000-000000000001`],
        ["admin", "/brand"],
      ];
      await askAll(missing, async ([viewer, path]) => {
        const { status } = await ask(base(), path, { headers: cast.headers[viewer] });
        expect(status, `${viewer} ${path}`).toBe(404);
      });
    });

    test("the interfaces refuse everybody they are not for", async () => {
      const { a } = cast;
      const calls = [
        ["PUT", `/api/brands/${a.brand}/logo`],
        ["DELETE", `/api/brands/${a.brand}/logo`],
        ["POST", `/api/imports?poolId=${a.pool}`],
        ["GET", "/api/imports/00000000-0000-4000-8000-000000000001"],
        ["GET", "/api/imports/00000000-0000-4000-8000-000000000001/rejected.csv"],
        ["POST", "/api/imports/00000000-0000-4000-8000-000000000001/commit"],
        ["POST", "/api/imports/00000000-0000-4000-8000-000000000001/cancel"],
        ["POST", "/api/imports/00000000-0000-4000-8000-000000000001/undo"],
      ] as const;
      const cases = calls.flatMap((call) =>
        others(["marketer", "admin"]).map((viewer) => ({ call, viewer })),
      );
      await askAll(cases, async ({ call: [method, path], viewer }) => {
        const headers = { ...own(), ...cast.headers[viewer] };
        const { status } = await ask(base(), path, { method, headers });
        expect([401, 403], `${viewer} ${method} ${path}: ${status}`).toContain(status);
      });
      // The same call of somebody it is for gets further, so the refusals are about the caller.
      const headers = { ...own(), ...cast.headers.marketer };
      expect((await ask(base(), calls[3][1], { headers })).status).toBe(404);
      // And a request another site makes with their cookie does not.
      const forged = {
        ...headers,
        origin: "https://elsewhere.example",
        "sec-fetch-site": "cross-site",
      };
      expect((await ask(base(), calls[5][1], { method: "POST", headers: forged })).status).toBe(
        403,
      );
    });

    test("another brand's code is answered like one that does not exist", async () => {
      const redeem = async (viewer: ViewerName, code: string) => {
        const headers = { ...own(), ...cast.headers[viewer], "content-type": "application/json" };
        const body = JSON.stringify({ code });
        const answer = await ask(base(), "/api/coupons/redeem", { method: "POST", headers, body });
        return { status: answer.status, code: /"code":"(\w+)"/.exec(answer.text)?.[1] };
      };
      expect(await redeem("brandA", cast.a.code)).toEqual({
        status: 409,
        code: "coupon_not_redeemable",
      });
      const unknown = await redeem("brandB", "TEST-000000000000");
      expect(unknown.status).toBe(404);
      expect(await redeem("brandB", cast.a.code)).toEqual(unknown);
      expect((await redeem("anonymous", cast.a.code)).status).toBe(401);
      expect(await redeem("key", cast.a.code)).toEqual({ status: 403, code: "scope_missing" });
    });

    test("an action refuses a direct call by anybody it is not for", async () => {
      test.setTimeout(180_000);
      const actions = actionsOf(cast);
      expect(actions.length).toBeGreaterThan(30);
      const call = (viewer: ViewerName, page: string, id: string) =>
        ask(base(), page, {
          method: "POST",
          body: "[{}]",
          headers: {
            ...own(),
            ...cast.headers[viewer],
            accept: "text/x-component",
            "content-type": "text/plain;charset=UTF-8",
            "next-action": id,
          },
        });
      // By its own page, and by one that is open to everybody.
      const cases = actions.flatMap((action, row) =>
        inTurn(others(action.may), [action.page, "/login"], row).map(([viewer, page]) => ({
          ...{ action, viewer, page },
        })),
      );
      await askAll(cases, async ({ action, viewer, page }) => {
        const answer = await call(viewer, page, action.id);
        const words = `${viewer} ${action.name} by ${page}: ${answer.status} ${answer.text.slice(-300)}`;
        expect(answer.text, words).not.toMatch(/"ok":true/);
        expect(cast.leaks(viewer, answer.text), words).toEqual([]);
        const isTold = /"code":"(?:forbidden|unauthenticated)"/.test(answer.text);
        // The framework answers nothing at all when the proxy turned its own forwarded call away.
        const isNothing = answer.body === "{}";
        expect(isTold || isNothing || isRefusal(answer), words).toBe(true);
      });
      // The control: the same call by somebody it is for is answered.
      const palette = actions.find(({ name }) => name.endsWith(" paletteEntries"));
      const answer = await call("marketer", palette?.page ?? "", palette?.id ?? "");
      expect(answer.text).toContain(cast.secrets.campaignA);
    });
  });
}

test("there is no image optimizer, neither behind the front door nor at it", async () => {
  const paths = ["/_next/image", "/_next/image?url=%2Ficon.svg&w=640&q=75"];
  for (const base of [started, unguarded.url]) {
    // What it would be asked to make smaller is there.
    expect((await ask(base, "/icon.svg")).status).toBe(200);
    for (const path of paths) {
      const { status, text } = await ask(base, path);
      expect(status, `${base}${path}`).toBe(404);
      expect(text.slice(0, 2_000)).not.toMatch(/"content-type":"image/);
    }
  }
});

test("a browser sends no form of another site that gets in, not from a sandboxed frame either", async ({
  page,
  context,
}) => {
  const [name = "", value = ""] = (cast.headers.marketer.cookie ?? "").split(/=(.*)/);
  await context.addCookies([{ name, value, url: started, httpOnly: true, sameSite: "Lax" }]);
  const action = `${started}/api/imports/00000000-0000-4000-8000-000000000001/commit`;
  const site = await openHostileSite();
  const enctypes = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
  ] as const;
  for (const enctype of enctypes) {
    for (const sandboxed of [true, false]) {
      const answer = /requestId/;
      const { origin, shown } = await site.send(page, { action, enctype, sandboxed, answer });
      expect(origin, enctype).toBe(sandboxed ? "null" : site.url.slice(0, -1));
      expect(shown, `${enctype} from ${origin}`).toContain('"status":403');
      expect(shown).toContain("did not come from this site");
    }
  }
  await site.close();
  // The control: our own page's request gets as far as the import that is not there.
  await page.goto(`${started}/login`);
  const own = await page.evaluate(
    async (to) => (await fetch(to, { method: "POST" })).status,
    action,
  );
  expect(own).toBe(404);
});

test("a page makes no code of text, whatever its own scripts are given", async ({ page }) => {
  await page.goto(`${started}/login`);
  await page.waitForFunction(() => "__next_f" in window && document.readyState === "complete");
  const tried = await page.evaluate(() => {
    const attempt = (act: () => void) => {
      try {
        act();
        return "done";
      } catch (error) {
        return error instanceof Error ? error.name : "thrown";
      }
    };
    const script = document.createElement("script");
    return {
      markup: attempt(() => {
        document.body.innerHTML = "<img src=x onerror=\"document.title = 'taken over'\">";
      }),
      text: attempt(() => {
        script.textContent = "document.title = 'taken over'";
      }),
      address: attempt(() => {
        script.src = "https://elsewhere.example/_next/static/a.js";
      }),
      attribute: attempt(() => document.body.setAttribute("onclick", "document.title = ''")),
      own: attempt(() => {
        script.src = "/_next/static/chunks/none.js";
      }),
    };
  });
  const refused = Object.fromEntries(Object.keys(tried).map((name) => [name, "TypeError"]));
  expect(tried).toEqual({ ...refused, own: "done" });
  await expect(page).not.toHaveTitle("taken over");
});
