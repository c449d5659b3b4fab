import type { SourceImport } from "#lib/testing/import-graph.ts";

/** One line of the law of imports: files that match `files` may not import what matches `forbid`. */
export interface LayerRule {
  readonly name: string;
  readonly files: RegExp;
  readonly forbid: RegExp;
  /** Targets that are fine even so. */
  readonly except?: RegExp;
  /** Files that the rule leaves alone, each for the reason in the rule's name. */
  readonly exceptFiles?: RegExp;
}

const tests = /\.(int\.)?test\.tsx?$|^lib\/testing\//;

/** Which domain may import which: every edge that is not here is refused; what `shared` names serves all. */
export const domainEdges: Readonly<Record<string, readonly string[]>> = {
  fairness: [],
  pacing: [],
  rules: [],
  identity: [],
  privacy: [],
  rotation: ["campaigns", "coupons", "plays", "promotions"],
  webhooks: ["identity"],
  approvals: [],
  campaigns: ["pacing", "fairness", "coupons", "rules", "approvals"],
  coupons: [],
  plays: ["pacing", "fairness", "rules", "coupons", "campaigns"],
  ads: [],
  promotions: ["campaigns", "ads"],
  demo: ["campaigns", "coupons", "plays", "pacing", "fairness", "promotions"],
  rehearsal: ["campaigns", "coupons", "plays", "pacing"],
  analytics: ["pacing", "fairness", "rules", "campaigns", "coupons", "plays", "promotions", "ads"],
};

/** fairness is among them because it is pure: hashes and canonical text, which the audit chain needs as well. */
const shared = ["platform", "identity", "webhooks", "fairness"];

export const layerRules: readonly LayerRule[] = [
  {
    name: "nothing imports a host",
    files: /^(lib|components)\//,
    forbid: /^(app|workers)\//,
    exceptFiles: tests,
  },
  {
    name: "the platform knows nothing of the product",
    files: /^lib\/platform\//,
    forbid: /^lib\/(?!platform\/)/,
    exceptFiles: tests,
  },
  {
    name: "domains do not know HTTP",
    files: /^lib\/(?!http\/|testing\/)/,
    forbid: /^lib\/http\/|^next(\/|$)|^react(\/|$)|^server-only$/,
    exceptFiles: tests,
  },
  {
    name: "server-only lives where workers never load",
    files: /^(lib\/(?!http\/next\/)|workers\/|components\/)/,
    forbid: /^server-only$/,
  },
  {
    name: "the gateway's shared HTTP does not need Next",
    files: /^(lib\/http\/shared\/|workers\/)/,
    forbid: /^next(\/|$)|^lib\/http\/next\//,
  },
  {
    name: "components see contracts and pure files only",
    files: /^components\//,
    forbid:
      /^lib\/.*\/(store|schema|redis)|^lib\/platform\/(database|redis|runtime|env|migrate|secrets)|^(postgres|ioredis|drizzle-orm|bullmq)(\/|$)/,
    exceptFiles: tests,
  },
  {
    name: "pages and actions hold no SQL and no Redis",
    files: /^(app|workers)\//,
    forbid: /^(postgres|ioredis|drizzle-orm)(\/|$)|^lib\/[a-z]+\/(store|schema)/,
    exceptFiles: tests,
  },
  {
    name: "SQL stands in schema and store files",
    files: /^lib\/(?!platform\/|testing\/)/,
    forbid: /^(postgres|drizzle-orm)(\/|$)/,
    exceptFiles: /\/(schema|store)[a-z-]*\.ts$|\.(int\.)?test\.ts$/,
  },
  {
    name: "Redis is spoken in redis files",
    files: /^lib\/(?!platform\/|testing\/)/,
    forbid: /^ioredis$/,
    exceptFiles: /^lib\/(plays|promotions)\/redis|^lib\/pacing\/redis\/|\.(int\.)?test\.ts$/,
  },
  {
    name: "fairness, pacing and rules are pure",
    files: /^lib\/(fairness|pacing|rules)\//,
    forbid: /^node:|^lib\/platform\/(?!errors\.ts)|^(ioredis|postgres)$/,
    exceptFiles: /^lib\/pacing\/redis\/|\.(int\.)?test\.ts$/,
  },
];

function domainOf(path: string): string | undefined {
  return /^lib\/([a-z]+)\//.exec(path)?.[1];
}

function domainViolation(edge: SourceImport): string | undefined {
  const from = domainOf(edge.from);
  const to = domainOf(edge.to);
  if (!from || !to || from === to || shared.includes(to)) return undefined;
  const allowed = domainEdges[from];
  if (!allowed || to === "http" || to === "testing" || allowed.includes(to)) return undefined;
  return `${edge.from} -> ${edge.to}: ${from} may not import ${to}`;
}

/** Every import that breaks a rule, one sentence each; empty when the tree obeys. */
export function findViolations(graph: readonly SourceImport[]): string[] {
  const broken: string[] = [];
  for (const edge of graph) {
    for (const rule of layerRules) {
      const concerned = rule.files.test(edge.from) && !rule.exceptFiles?.test(edge.from);
      if (concerned && rule.forbid.test(edge.to) && !rule.except?.test(edge.to)) {
        broken.push(`${edge.from} -> ${edge.to}: ${rule.name}`);
      }
    }
    const domain = tests.test(edge.from) ? undefined : domainViolation(edge);
    if (domain) broken.push(domain);
    if (edge.to.startsWith("lib/testing/") && !tests.test(edge.from)) {
      if (/^(lib|app|components|workers)\//.test(edge.from)) {
        broken.push(`${edge.from} -> ${edge.to}: the product does not import test fixtures`);
      }
    }
  }
  return broken;
}
