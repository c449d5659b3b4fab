// The addresses of the access tests, with those who may open them and what they then see.

import fs from "node:fs";
import type { Cast, SecretName, ViewerName } from "./access-cast.ts";

export interface Target {
  readonly path: string;
  readonly may: readonly ViewerName[];
  /** Proof that the page was really there to be given away. */
  readonly shows?: SecretName;
}

const staff: readonly ViewerName[] = ["marketer", "admin"];

export function pagesOf({ a, b, promoServer, promoterGuild }: Cast): readonly Target[] {
  const campaign = `/campaigns/${a.campaign}`;
  const ofStaff: readonly (readonly [string, SecretName?])[] = [
    ["/"],
    ["/campaigns?q=Canary", "campaignA"],
    ["/campaigns/list.csv", "campaignA"],
    ["/campaigns/new"],
    [campaign, "campaignA"],
    [`${campaign}/edit`, "campaignA"],
    [`${campaign}/activity`, "campaignA"],
    [`${campaign}/draws`, "campaignA"],
    [`${campaign}/games`, "campaignA"],
    [`${campaign}/prizes`, "brandA"],
    [`${campaign}/rehearsal`, "campaignA"],
    [`${campaign}/settings`, "campaignA"],
    [`${campaign}/share`, "campaignA"],
    [`/campaigns/${b.campaign}`, "campaignB"],
    ["/brands", "brandA"],
    ["/brands/new"],
    [`/brands/${a.brand}`, "brandA"],
    [`/brands/${b.brand}`, "brandB"],
    ["/pools", "poolA"],
    ["/pools/new", "brandA"],
    [`/pools/${a.pool}`, "poolA"],
    [`/pools/${a.pool}/import`, "poolA"],
    [`/pools/${b.pool}`, "poolB"],
    ["/promotions?q=Canary", "promotionA"],
    ["/promotions/list.csv", "promotionA"],
    ["/promotions/new", "brandA"],
    [`/promotions/${a.promotion}`, "promotionA"],
    [`/promotions/${b.promotion}`, "promotionB"],
    [`/promotions/${a.promotion}/edit`, "promotionA"],
    ["/promotions/allocation"],
    ["/promotions/rollout"],
    ["/promo-servers?q=Canary", "promoServer"],
    ["/promo-servers/list.csv", "promoServer"],
    ["/promo-servers/health", "promoServer"],
    ["/promo-servers/new"],
    ["/promo-servers/promoter"],
    ["/promo-servers/promoter/new"],
    [`/promo-servers/promoter/${promoterGuild}`, "promoterGuild"],
    [`/promo-servers/${promoServer}`, "promoServer"],
    ["/ad-desk?q=Canary", "adA"],
    ["/ad-desk/new"],
    ["/ad-desk/dead"],
    ["/ad-desk/workers"],
    ["/ad-desk/policies", "brandA"],
    ["/ad-desk/analytics"],
    [`/ad-desk/${a.ad}`, "adA"],
    [`/ad-desk/${b.ad}`, "adB"],
    ["/draws"],
    ["/draws/list.csv"],
    ["/system"],
    ["/settings/profile"],
    ["/settings/approvals", "campaignA"],
    [`/settings/approvals/${a.approval}`, "campaignA"],
    [`/settings/approvals/${b.approval}`, "campaignB"],
  ];
  const ofAdmins: readonly (readonly [string, SecretName?])[] = [
    ["/system/queues"],
    ["/system/activity"],
    ["/settings/people", "person"],
    ["/settings/api-keys", "keyName"],
    ["/settings/partner-keys"],
    ["/settings/webhooks", "webhook"],
    [`/settings/webhooks/${a.webhook}`, "webhook"],
    [`/settings/webhooks/${a.webhook}/${a.delivery}`, "webhook"],
  ];
  const target = (may: readonly ViewerName[]) => (given: readonly [string, SecretName?]) => {
    const [path, shows] = given;
    return { path, may, ...(shows ? { shows } : {}) };
  };
  return [
    ...ofStaff.map(target(staff)),
    ...ofAdmins.map(target(["admin"])),
    { path: "/brand", may: ["brandA", "brandB"] },
    { path: "/brand/promotions", may: ["brandA", "brandB"] },
    { path: `/brand/promotions/${a.promotion}`, may: ["brandA"], shows: "promotionA" },
    { path: `/brand/promotions/${b.promotion}`, may: ["brandB"], shows: "promotionB" },
    { path: "/brand/ads", may: ["brandA", "brandB"] },
    { path: "/brand/ads/new", may: ["brandA", "brandB"] },
    { path: `/brand/ads/${a.ad}`, may: ["brandA"], shows: "adA" },
    { path: `/brand/ads/${b.ad}`, may: ["brandB"], shows: "adB" },
    { path: "/brand/profile", may: ["brandA", "brandB"] },
    { path: "/brand/report.csv", may: ["brandA", "brandB"] },
  ];
}

/** The same address in the ways that have got past guards before. */
export function disguises(path: string): readonly RequestShape[] {
  const bare = path.split("?", 1)[0] ?? path;
  const subrequest = Array.from({ length: 5 }, () => "proxy").join(":");
  const shapes: RequestShape[] = [
    { path, headers: {} },
    { path, headers: { rsc: "1" } },
    { path, headers: { rsc: "1", "next-router-prefetch": "1" } },
    { path: `${path}${path.includes("?") ? "&" : "?"}_rsc=1`, headers: { rsc: "1" } },
    { path, headers: { "x-middleware-subrequest": subrequest } },
    { path, headers: { "x-middleware-subrequest": subrequest.replaceAll("proxy", "middleware") } },
    { path: `/%2F${bare.slice(1)}`, headers: {} },
    { path: `/login/..${bare}`, headers: {} },
    { path: `/login/..%2f${bare.slice(1)}`, headers: {} },
  ];
  if (bare === "/") return shapes;
  const last = bare.lastIndexOf("/");
  return [
    ...shapes,
    { path: `${bare}.rsc`, headers: {} },
    { path: `${bare}.segments/_tree.segment.rsc`, headers: { rsc: "1" } },
    { path: `${bare.slice(0, last)}%2F${bare.slice(last + 1)}`, headers: {} },
    { path: `${bare.slice(0, last)}//${bare.slice(last + 1)}`, headers: {} },
    { path: `/p/..${bare}`, headers: {} },
  ];
}

interface RequestShape {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ServerAction {
  readonly id: string;
  readonly name: string;
  readonly page: string;
  readonly may: readonly ViewerName[];
}

const people: readonly ViewerName[] = ["brandA", "brandB", "marketer", "admin"];

/** Who may call the actions of a file; the first that matches. */
const actionFiles: readonly (readonly [RegExp, readonly ViewerName[] | "public"])[] = [
  [/^app\/(?:login|setup)\//, "public"],
  [/^app\/\(admin\)\/settings\/profile\//, people],
  [/^app\/\(admin\)\/settings\/approvals\/actions\.ts$/, staff],
  [/^app\/\(admin\)\/settings\//, ["admin"]],
  [/^app\/\(admin\)\/system\/queues\//, ["admin"]],
  [/^app\/\(admin\)\/draws\/void-coupon\.ts$/, ["admin"]],
  [/^app\/\(admin\)\/ad-desk\/people-actions\.ts$/, people],
  [/^app\/\(admin\)\/promotions\/rollout\//, ["admin"]],
  [/^app\/\(admin\)\//, staff],
  [/^app\/\(brand\)\//, ["brandA", "brandB"]],
];

/** Every action of the build but those of the sign-in, with a page that carries it. */
export function actionsOf(cast: Cast): readonly ServerAction[] {
  const text = fs.readFileSync(".next/server/server-reference-manifest.json", "utf8");
  const { node } = JSON.parse(text) as {
    node: Record<
      string,
      { filename: string; exportedName: string; workers: Record<string, unknown> }
    >;
  };
  return Object.entries(node).flatMap(([id, { filename, exportedName, workers }]) => {
    const may = actionFiles.find(([pattern]) => pattern.test(filename))?.[1];
    if (!may) throw new Error(`Say who may call the actions of ${filename}.`);
    if (may === "public") return [];
    const page = pageOf(Object.keys(workers)[0] ?? "", cast);
    return [{ id, name: `${filename} ${exportedName}`, page, may }];
  });
}

function pageOf(worker: string, { a, promoServer, promoterGuild }: Cast): string {
  const path = worker
    .replace(/^app/, "")
    .replace(/\/page$/, "")
    .replaceAll(/\/\([a-z]+\)/g, "")
    .replace("/campaigns/[id]", `/campaigns/${a.campaign}`)
    .replace("/brands/[id]", `/brands/${a.brand}`)
    .replace("/pools/[id]", `/pools/${a.pool}`)
    .replace("/promotions/[id]", `/promotions/${a.promotion}`)
    .replace("/ad-desk/[id]", `/ad-desk/${a.ad}`)
    .replace("/brand/ads/[id]", `/brand/ads/${a.ad}`)
    .replace("/promo-servers/promoter/[id]", `/promo-servers/promoter/${promoterGuild}`)
    .replace("/promo-servers/[id]", `/promo-servers/${promoServer}`)
    .replace("/approvals/[id]", `/approvals/${a.approval}`)
    .replace("/webhooks/[id]", `/webhooks/${a.webhook}`)
    .replace("/[delivery]", `/${a.delivery}`);
  return path === "" ? "/" : path;
}
