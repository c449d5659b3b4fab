"use client";

import { TriangleAlert, X } from "lucide-react";
import type { ChecklistLine } from "#lib/campaigns/checklist-contract.ts";

/** Where in the page a problem lies, in words. */
function placeOf(path: string): string {
  const [, game, , prize] = /^games\.(\d+)(\.prizes\.(\d+))?/.exec(path) ?? [];
  if (game === undefined) return "";
  const where = `Game ${Number(game) + 1}`;
  return prize === undefined ? `${where}: ` : `${where}, prize ${Number(prize) + 1}: `;
}

/** Takes the reader to the field and puts the cursor into it. */
function focusField(link: string): void {
  const spot = document.getElementById(link.slice(1)) ?? nearest(link.slice(1));
  for (let parent = spot?.parentElement; parent; parent = parent.parentElement) {
    if (parent instanceof HTMLDetailsElement) parent.open = true;
  }
  spot?.scrollIntoView({ block: "center" });
  const control = spot?.matches("input,textarea,button")
    ? spot
    : spot?.querySelector<HTMLElement>("input,textarea,button,[tabindex]");
  control?.focus({ preventScroll: true });
}

/** A path whose field is not drawn leads to what holds it. */
function nearest(id: string): HTMLElement | null {
  const steps = id.split("-");
  while (steps.length > 1) {
    steps.pop();
    const found = document.getElementById(steps.join("-"));
    if (found) return found;
  }
  return document.getElementById("basics");
}

export function Checklist({ lines }: { readonly lines: readonly ChecklistLine[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5 text-sm" aria-label="Publish checklist">
      {lines.map((line) => {
        const isError = line.severity === "error";
        const Icon = isError ? X : TriangleAlert;
        return (
          <li key={line.path + line.message} className="flex items-start gap-2">
            <Icon
              aria-hidden="true"
              size={16}
              className={isError ? "mt-0.5 shrink-0 text-bad" : "mt-0.5 shrink-0 text-warn"}
            />
            <a
              href={line.link}
              className="link"
              onClick={(event) => {
                event.preventDefault();
                focusField(line.link);
              }}
            >
              <span className="sr-only">{isError ? "Must be fixed: " : "Please look: "}</span>
              {placeOf(line.path)}
              {line.message}
            </a>
          </li>
        );
      })}
    </ul>
  );
}
