"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { policyWords } from "#components/admin/ads/ad-words.ts";
import { PressButton } from "#components/admin/ads/press-button.tsx";
import { callAction, lostWithText } from "#components/ui/call-action.ts";
import type { Choice } from "#components/ui/choice-option.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/select.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { Table } from "#components/ui/table.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { policyKinds } from "#lib/ads/contract.ts";
import type { Policy, PolicyInput, PolicyKind } from "#lib/ads/desk-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

const everybody = "everybody";

interface PolicyProps {
  readonly policies: readonly Policy[];
  /** Brands a phrase may be for; null: people of a brand, whose phrases are their brand's. */
  readonly brands: readonly Choice[] | null;
  readonly add: Action<PolicyInput, void>;
  readonly remove: Action<{ policyId: string }, void>;
}

/** The phrases in force and a line to add one. */
export function PolicySheet({ policies, brands, add, remove }: PolicyProps) {
  const isStaff = brands !== null;
  return (
    <>
      <Sheet title="Add a phrase" id="add-phrase">
        <AddPhrase brands={brands} add={add} />
      </Sheet>
      {policies.length === 0 ? (
        <EmptyState sentence="No phrase is on a list yet. The built-in rules judge every ad all the same." />
      ) : (
        <Sheet title="In force" id="phrases">
          <Table label="Phrases">
            <thead>
              <tr>
                <th scope="col">Phrase</th>
                <th scope="col">Rule</th>
                <th scope="col">For</th>
                <th scope="col">
                  <span className="sr-only">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {policies.map(({ id, phrase, kind, brandId, brandName }) => (
                <tr key={id}>
                  <th scope="row" className="break-words">
                    {phrase}
                  </th>
                  <td>{policyWords[kind]}</td>
                  <td>{brandName ?? "Everybody"}</td>
                  <td className="n">
                    {isStaff || brandId !== null ? (
                      <PressButton
                        act={remove}
                        input={{ policyId: id }}
                        said={`“${phrase}” is off the list.`}
                        label={`Remove ${phrase}`}
                      >
                        Remove
                      </PressButton>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Sheet>
      )}
    </>
  );
}

function AddPhrase({ brands, add }: Pick<PolicyProps, "brands" | "add">) {
  const router = useRouter();
  const [phrase, setPhrase] = useState("");
  const [kind, setKind] = useState<PolicyKind>("prohibited");
  const [brand, setBrand] = useState(everybody);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, start] = useTransition();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    start(async () => {
      const answer = await callAction(
        add({ phrase, kind, brandId: brand === everybody ? null : brand }),
        lostWithText,
      );
      if (!answer.ok) {
        return setRefusal(answer.fields.map(({ message }) => message).join(" ") || answer.message);
      }
      setRefusal(null);
      setPhrase("");
      toast.done(`“${phrase}” is on the list.`);
      router.refresh();
    });
  };
  return (
    <form onSubmit={onSubmit} noValidate className="grid items-start gap-4 sm:grid-cols-2">
      <TextField
        label="Phrase"
        hint="Found whatever its case, as whole words."
        value={phrase}
        onChange={setPhrase}
        errors={refusal === null ? undefined : [refusal]}
        maxLength={120}
        autoComplete="off"
      />
      <Select
        label="Rule"
        choices={policyKinds.map((id) => ({ id, label: policyWords[id] }))}
        selectedKey={kind}
        onSelectionChange={(key) => setKind(policyKinds.find((each) => each === key) ?? kind)}
      />
      {brands ? (
        <Select
          label="For"
          choices={[{ id: everybody, label: "Everybody" }, ...brands]}
          selectedKey={brand}
          onSelectionChange={(key) => setBrand(String(key))}
        />
      ) : null}
      <div className="self-end">
        <SubmitButton pending={pending} busy="Adding…">
          Add
        </SubmitButton>
      </div>
    </form>
  );
}
