import type { Metadata } from "next";
import { turn } from "#app/(admin)/settings/approvals/switch-action.ts";
import { SettingsFrame } from "#app/(admin)/settings/settings-frame.tsx";
import { ApprovalSwitchForm } from "#components/admin/approvals/approval-switch-form.tsx";
import { ApprovalTable } from "#components/admin/approvals/approval-table.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { listApprovals, readApprovalSwitch } from "#lib/approvals/read-approvals.ts";
import { currentUser, requireActor } from "#lib/http/next/session.ts";
import { isPermitted } from "#lib/identity/permissions.ts";
import { webRuntime } from "#lib/platform/runtime.ts";

export const metadata: Metadata = { title: "Approvals · Settings" };

export default async function ApprovalsPage() {
  const actor = await requireActor("admin", "marketer");
  const { database } = await webRuntime();
  const [requests, state, user] = await Promise.all([
    listApprovals(database.sql, actor),
    readApprovalSwitch(database.sql, actor),
    currentUser(),
  ]);
  return (
    <SettingsFrame role={actor.role} current="/settings/approvals">
      <Sheet title="Two people" id="two-people">
        <ApprovalSwitchForm
          isOn={state.isOn}
          approvers={state.approvers}
          turn={isPermitted(actor, "setting", "edit") ? turn : null}
        />
      </Sheet>
      <Sheet title="Requests" id="requests">
        {requests.length === 0 ? (
          <p className="text-ink-2">Nothing was sent for approval yet.</p>
        ) : (
          <ApprovalTable
            labelledBy="requests"
            requests={requests}
            selfId={actor.userId}
            zone={user?.timeZone ?? "UTC"}
          />
        )}
      </Sheet>
    </SettingsFrame>
  );
}
