"use client";

import { useState, useTransition } from "react";
import { RoleDialog } from "#components/identity/role-dialog.tsx";
import { callAction } from "#components/ui/call-action.ts";
import type { Choice } from "#components/ui/choice-option.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { Stamp } from "#components/ui/stamp.tsx";
import { Table } from "#components/ui/table.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Action, FormAction } from "#lib/http/next/action-result.ts";
import type { Role } from "#lib/identity/contract.ts";

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly brandId: string | null;
  readonly brandName: string | null;
  readonly secondFactor: boolean;
  readonly disabled: boolean;
  readonly lastSeen: string | null;
}

const roleWords: Record<Role, string> = { admin: "Admin", marketer: "Marketer", brand: "Brand" };

interface Props {
  readonly people: readonly Person[];
  readonly brands: readonly Choice[];
  readonly selfId: string;
  readonly giveRole: FormAction<void>;
  readonly disable: Action<{ userId: string; disabled: boolean }, void>;
}

export function PeopleTable({ people, brands, selfId, giveRole, disable }: Props) {
  const [changing, setChanging] = useState<Person | null>(null);
  const [ending, setEnding] = useState<Person | null>(null);
  const [isPending, start] = useTransition();
  const setDisabled = (person: Person, disabled: boolean) =>
    start(async () => {
      const result = await callAction(disable({ userId: person.id, disabled }));
      setEnding(null);
      if (!result.ok) toast.failed(result.message);
      else toast.done(disabled ? `${person.name} is signed out and disabled.` : "Enabled again.");
    });
  return (
    <>
      <Table label="People">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Second factor</th>
            <th scope="col">Last seen</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                {person.name}
                {person.id === selfId ? " (you)" : ""}
                <span className="block text-sm font-normal text-ink-2">{person.email}</span>
              </th>
              <td>{person.brandName ? `Brand: ${person.brandName}` : roleWords[person.role]}</td>
              <td>{person.secondFactor ? "on" : "off"}</td>
              <td>{person.lastSeen ?? "not lately"}</td>
              <td>
                <Stamp
                  state={person.disabled ? "archived" : "ok"}
                  word={person.disabled ? "Disabled" : "Active"}
                />
              </td>
              <td className="n">
                <Menu
                  label={`Actions for ${person.name}`}
                  choices={[
                    { id: "role", label: "Change role", onAction: () => setChanging(person) },
                    person.disabled
                      ? {
                          id: "enable",
                          label: "Enable",
                          onAction: () => setDisabled(person, false),
                        }
                      : {
                          id: "disable",
                          label: "Disable",
                          danger: true,
                          onAction: () => setEnding(person),
                        },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {changing ? (
        <RoleDialog
          person={changing}
          brands={brands}
          act={giveRole}
          onClose={() => setChanging(null)}
        />
      ) : null}
      <ConfirmDialog
        title={`Disable ${ending?.name ?? ""}?`}
        confirm="Disable"
        isOpen={ending !== null}
        isPending={isPending}
        onOpenChange={() => setEnding(null)}
        onConfirm={() => ending && setDisabled(ending, true)}
      >
        They are signed out everywhere at once and cannot sign in. Their API keys stop working. What
        they made stays, and you can enable them again.
      </ConfirmDialog>
    </>
  );
}
