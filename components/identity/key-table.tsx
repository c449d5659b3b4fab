"use client";

import { useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { callAction } from "#components/ui/call-action.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

export interface KeyLine {
  readonly id: string;
  readonly name: string;
  /** Enough to recognise the key by. */
  readonly label: string;
  readonly facts: readonly string[];
  readonly state: "good" | "expired" | "revoked";
}

const stamps = {
  good: ["ok", "Good"],
  expired: ["ended", "Expired"],
  revoked: ["archived", "Revoked"],
} as const;

export function KeyTable({
  label,
  empty,
  keys,
  revoke,
}: {
  readonly label: string;
  readonly empty: string;
  readonly keys: readonly KeyLine[];
  readonly revoke: Action<{ id: string }, void>;
}) {
  const [ending, setEnding] = useState<KeyLine | null>(null);
  const [isPending, start] = useTransition();
  const end = (line: KeyLine) =>
    start(async () => {
      const result = await callAction(revoke({ id: line.id }));
      setEnding(null);
      if (result.ok) toast.done(`${line.name} is revoked.`);
      else toast.failed(result.message);
    });
  if (keys.length === 0) return <EmptyState sentence={empty} />;
  return (
    <>
      <Table label={label}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Facts</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.name}
                <span className="block font-mono text-sm font-normal text-ink-2">{line.label}</span>
              </th>
              <td className="text-sm">{line.facts.join(" · ")}</td>
              <td>
                <Stamp state={stamps[line.state][0]} word={stamps[line.state][1]} />
              </td>
              <td className="n">
                {line.state === "revoked" ? null : (
                  <Button aria-label={`Revoke ${line.name}`} onPress={() => setEnding(line)}>
                    Revoke
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        title={`Revoke ${ending?.name ?? ""}?`}
        confirm="Revoke"
        isOpen={ending !== null}
        isPending={isPending}
        onOpenChange={() => setEnding(null)}
        onConfirm={() => ending && end(ending)}
      >
        Programs that use it are refused from their next call. This cannot be undone; make a new one
        instead.
      </ConfirmDialog>
    </>
  );
}
