"use client";

import { useActionState } from "react";
import { callAction, connectionLost } from "#components/ui/call-action.ts";
import type { ActionResult, FormAction, FormReply } from "#lib/http/next/action-result.ts";

const secretFields = /password|code|secret|token/i;

/**
 * `useActionState` for a form that survives a broken connection. The server draws the form with the action
 * itself, so that it works without scripts as well; the browser sends it through the guard.
 */
export function useFormAction<T>(act: FormAction<T>) {
  const guarded: FormAction<T> = async (previous, form) => {
    const answer = await callAction(act(previous, form));
    // React empties the form after every answer; whoever draws it again draws what was typed.
    return !answer.ok && answer.code === connectionLost
      ? { ...answer, lastResult: typedReply(form) }
      : answer;
  };
  return useActionState<ActionResult<T> | null, FormData>(
    typeof window === "undefined" ? act : guarded,
    null,
  );
}

/** What was typed, but no file and nothing secret. */
export function typedReply(form: FormData): FormReply {
  const initialValue: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && !secretFields.test(name)) initialValue[name] = value;
  }
  return { status: "error", initialValue };
}
