import Link from "next/link";
import { connection } from "next/server";
import { requireActor } from "#lib/http/next/session.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { readSystemHealth } from "#lib/plays/system-health.ts";
import product from "#package.json" with { type: "json" };

/** The foot of the rail: version, how far the queue lags, and one word on health. */
export async function HealthBox() {
  await connection();
  await requireActor("admin", "marketer");
  const health = await readSystemHealth(await webRuntime());
  return (
    <Link
      href="/system"
      className="block border border-dashed border-rule-2 p-2 text-sm text-ink-2 no-underline hover:text-ink"
    >
      Self-hosted {product.version}
      <br />
      {health.sentence}
    </Link>
  );
}
