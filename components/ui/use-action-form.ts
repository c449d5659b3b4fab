"use client";

import { type FormEvent, useCallback, useState, useTransition } from "react";
import { callAction, lostWithText } from "#components/ui/call-action.ts";
import type { Action, ActionFailure } from "#lib/http/next/action-result.ts";

export interface ActionForm {
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly pending: boolean;
  readonly failure: ActionFailure | null;
  /** Sentences about one field. */
  readonly errorsOf: (path: string) => readonly string[] | undefined;
}

/**
 * Sends a form to a server action and keeps what was typed when it is refused or breaks on the way: a form's own
 * `action` would be reset by React after every answer. The first refused field gets the focus.
 */
export function useActionForm<Input, T>(
  action: Action<Input, T>,
  onDone: (value: T) => void,
): ActionForm {
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, startTransition] = useTransition();
  const onSubmit = useCallback(
    (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      const form = event.currentTarget;
      startTransition(async () => {
        const answer = await callAction(action(new FormData(form)), lostWithText);
        setFailure(answer.ok ? null : answer);
        // Where it leads to another page, the form stays busy until that page has come.
        if (answer.ok) return startTransition(() => onDone(answer.value));
        const first = answer.fields[0]?.path;
        if (first) form.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
      });
    },
    [action, onDone],
  );
  const errorsOf = (path: string) => {
    const found = failure?.fields.filter((field) => field.path === path) ?? [];
    return found.length ? found.map((field) => field.message) : undefined;
  };
  return { onSubmit, pending, failure, errorsOf };
}
