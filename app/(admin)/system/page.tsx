import type { Metadata } from "next";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { formatMoment } from "#components/ui/format-time.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { requirePermission } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";
import { readSystemHealth } from "#lib/plays/system-health.ts";
import product from "#package.json" with { type: "json" };

export const metadata: Metadata = { title: "System" };

export default async function SystemPage() {
  const actor = await requireActor("admin", "marketer");
  requirePermission(actor, "system", "read");
  const [health, user] = await Promise.all([
    webRuntime().then((runtime) => readSystemHealth(runtime)),
    currentUser(),
  ]);
  const zone = user?.timeZone ?? "UTC";
  const { facts } = health;
  const diagnostics = JSON.stringify(
    { version: product.version, node: process.version, ...health },
    null,
    2,
  );
  return (
    <>
      <PageHeader
        title="System"
        actions={
          <>
            {actor.role === "admin" ? (
              <>
                <LinkButton href="/system/activity">Activity</LinkButton>
                <LinkButton href="/system/queues">Queues</LinkButton>
              </>
            ) : null}
            <CopyButton text={diagnostics} label="Copy diagnostics" what="the diagnostics" />
          </>
        }
      >
        <Stamp state={health.state} word={health.state === "ok" ? "All well" : "Attention"} />
        <span>Frolic {product.version}</span>
      </PageHeader>
      <Sheet title="Checks" id="checks" className="mt-5">
        <Table labelledBy="checks">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">State</th>
              <th scope="col">In words</th>
              <th scope="col" className="n">
                Answered in
              </th>
            </tr>
          </thead>
          <tbody>
            {health.checks.map((check) => (
              <tr key={check.name}>
                <th scope="row">{check.name}</th>
                <td>
                  <Stamp state={check.state} />
                </td>
                <td>{check.sentence}</td>
                <td className="n">
                  {check.latencyMs === null ? "–" : `${check.latencyMs.toFixed(0)} ms`}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Sheet>
      <Sheet title="Facts" id="facts" className="mt-[22px]">
        <DefinitionList
          rows={[
            ["Version", product.version],
            ["Node", process.version],
            ["PostgreSQL", facts?.serverVersion ?? "does not answer"],
            ["Migrations", facts ? String(facts.migrations) : "–"],
            [
              "Redis rebuilt",
              facts?.rebuiltAt ? formatMoment(facts.rebuiltAt, zone) : "not in the last day",
            ],
            ["On the command line", <code key="doctor">npm run doctor</code>],
          ]}
        />
      </Sheet>
    </>
  );
}
