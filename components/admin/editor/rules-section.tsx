"use client";

import { DocLongText, DocNumber, DocText } from "#components/admin/editor/doc-fields.tsx";
import { useDocField, useEditor } from "#components/admin/editor/editor-context.tsx";
import { EditorSection } from "#components/admin/editor/editor-section.tsx";
import { rulesTemplate } from "#components/admin/editor/rules-template.ts";
import { Button } from "#components/ui/button.tsx";
import { TextArea } from "#components/ui/text-field.tsx";

export function RulesSection() {
  const { doc } = useEditor();
  const rules = useDocField<string>("rules.officialRules");
  return (
    <EditorSection number={5} title="Rules" id="rules">
      <div className="grid gap-4 sm:grid-cols-2">
        <DocNumber path="rules.minimumAge" label="Minimum age" hint="0: not asked." max={99} />
        <DocText
          path="rules.oddsLine"
          label="Odds, in one line"
          hint="Shown beside the rules, like: about 3 in 100 plays win."
          maxLength={200}
        />
        <DocText
          path="rules.consentText"
          label="Consent"
          hint="Asked before the first play. Empty: not asked."
          maxLength={300}
          className="sm:col-span-2"
        />
      </div>
      <DocLongText
        path="rules.officialRules"
        label="Official rules"
        hint="Players can read and print them."
        rows={8}
        maxLength={20_000}
      />
      {rules.value.trim() === "" ? (
        <div>
          <Button isDisabled={rules.isDisabled} onPress={() => rules.set(rulesTemplate(doc))}>
            Start from the template
          </Button>
        </div>
      ) : null}
      <DomainsField />
    </EditorSection>
  );
}

/** One site a line; who is not listed may not show the game in a frame. */
function DomainsField() {
  const field = useDocField<readonly string[]>(
    "rules.embedDomains",
    "One a line, like https://shop.example. Empty: no site may embed the game.",
  );
  return (
    <TextArea
      id={field.id}
      label="Sites that may embed the game"
      hint={field.hint}
      errors={field.errors}
      isDisabled={field.isDisabled}
      rows={3}
      defaultValue={field.value.join("\n")}
      onChange={(text) =>
        field.set(
          text
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== "")
            .slice(0, 20),
        )
      }
    />
  );
}
