"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { callAction } from "#components/ui/call-action.ts";
import { toast } from "#components/ui/toaster.tsx";
import type { Action } from "#lib/http/next/action-result.ts";

/** One press, one call; says what came of it and reads the page anew. */
export function PressButton<Input, T>({
  act,
  input,
  said,
  look = "plain",
  label,
  children,
}: {
  readonly act: Action<Input, T>;
  readonly input: Input;
  readonly said: string;
  readonly look?: ButtonLook;
  /** Where the word on it does not say what it belongs to. */
  readonly label?: string;
  readonly children: ReactNode;
}) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const press = () =>
    start(async () => {
      const answer = await callAction(act(input));
      if (!answer.ok) return void toast.failed(answer.message);
      toast.done(said);
      router.refresh();
    });
  return (
    <Button
      look={look}
      isPending={isPending}
      onPress={press}
      {...(label ? { "aria-label": label } : {})}
    >
      {children}
    </Button>
  );
}
