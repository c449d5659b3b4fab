// Runs in every page before the framework does anything: the policy that its content policy asks for.

import { trustedMarkup, trustedScriptAddress } from "#lib/http/shared/trusted-types.ts";

interface PolicyMaker {
  createPolicy(
    name: string,
    rules: Readonly<Record<"createHTML" | "createScriptURL", (text: string) => string | null>>,
  ): unknown;
}

// Absent in browsers that do not know it, which then enforce nothing either.
const maker = (globalThis as { readonly trustedTypes?: PolicyMaker }).trustedTypes;
maker?.createPolicy("default", {
  createHTML: trustedMarkup,
  createScriptURL: (address) => trustedScriptAddress(address, location.href),
});

// As `z.config` would write it, before zod is there: else it tries, where it is loaded, whether it may make code of text.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
