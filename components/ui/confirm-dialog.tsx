"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Asks before what cannot be undone; with `typeName` the name has to be typed first. */
export function ConfirmDialog({
  title,
  children,
  confirm,
  isOpen,
  onOpenChange,
  onConfirm,
  typeName,
  danger = true,
  isPending = false,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onConfirm: () => void;
  readonly typeName?: string;
  readonly danger?: boolean;
  readonly isPending?: boolean;
}) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const wrong = typeName !== undefined && typed.trim() !== typeName;
  return (
    <Dialog title={title} role="alertdialog" isOpen={isOpen} onOpenChange={onOpenChange}>
      <div>{children}</div>
      {typeName === undefined ? null : (
        <TextField
          label={`Type “${typeName}” to confirm`}
          value={typed}
          onChange={setTyped}
          errors={asked && wrong ? ["The name does not match yet."] : undefined}
          autoComplete="off"
        />
      )}
      <DialogButtons>
        <Button onPress={() => onOpenChange(false)}>Keep it</Button>
        <Button
          look={danger ? "danger" : "primary"}
          isPending={isPending}
          onPress={() => (wrong ? setAsked(true) : onConfirm())}
        >
          {confirm}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
