"use client";

import { useSearchParams } from "next/navigation";
import { useMemo, useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogButtons } from "#components/ui/dialog.tsx";
import { Menu, type MenuChoice } from "#components/ui/menu.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { toast } from "#components/ui/toaster.tsx";

interface View {
  readonly name: string;
  /** The list's whole state: all of it stands in the address. */
  readonly query: string;
}

const changed = "frolic-views";
const viewsMax = 20;
const keyOf = (room: string) => `frolic.views.${room}`;

function subscribe(listener: () => void): () => void {
  addEventListener("storage", listener);
  addEventListener(changed, listener);
  return () => {
    removeEventListener("storage", listener);
    removeEventListener(changed, listener);
  };
}

function parse(raw: string): readonly View[] {
  try {
    const views: unknown = JSON.parse(raw);
    if (!Array.isArray(views)) return [];
    return views.filter((view) => typeof view?.name === "string" && typeof view.query === "string");
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function store(room: string, views: readonly View[]): void {
  localStorage.setItem(keyOf(room), JSON.stringify(views.slice(-viewsMax)));
  dispatchEvent(new Event(changed));
}

/** Filters and order of a list under a name, kept in this browser; colleagues are sent the address itself. */
export function SavedViews({ room }: { readonly room: "campaigns" | "draws" }) {
  const raw = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(keyOf(room)) ?? "[]",
    () => "[]",
  );
  const views = useMemo(() => parse(raw), [raw]);
  const params = new URLSearchParams(useSearchParams());
  params.delete("page");
  params.delete("cursor");
  const query = params.toString();
  const [naming, setNaming] = useState(false);
  const current = views.find((view) => view.query === query);
  const forget = (gone: View) => {
    store(
      room,
      views.filter((view) => view !== gone),
    );
    toast.done(`The view ${gone.name} is forgotten.`, () => store(room, views));
  };
  const choices: MenuChoice[] = [
    { id: "all", label: "Everything", href: `/${room}` },
    ...views.map(({ name, query: stored }) => ({
      id: `view ${name}`,
      label: name,
      href: `/${room}?${stored}`,
    })),
  ];
  if (current) {
    choices.push({
      id: "forget",
      label: `Forget ${current.name}`,
      danger: true,
      onAction: () => forget(current),
    });
  } else if (query !== "") {
    choices.push({ id: "save", label: "Save this view…", onAction: () => setNaming(true) });
  }
  return (
    <>
      <Menu label="Saved views" choices={choices}>
        {current?.name ?? "Views"}
      </Menu>
      {naming ? (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={(name) =>
            store(room, [...views.filter((view) => view.name !== name), { name, query }])
          }
        />
      ) : null}
    </>
  );
}

function NameDialog({
  onName,
  onClose,
}: {
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(false);
  const save = () => {
    setAsked(true);
    if (name.trim() === "") return;
    onName(name.trim());
    onClose();
    toast.done(`The view ${name.trim()} is saved.`);
  };
  return (
    <Dialog title="Save this view" isOpen onOpenChange={onClose}>
      <TextField
        label="Name"
        hint="Filters and order as they are. A view of the same name is replaced."
        value={name}
        onChange={setName}
        errors={asked && name.trim() === "" ? ["Give it a name."] : undefined}
        maxLength={40}
        autoComplete="off"
      />
      <DialogButtons>
        <Button onPress={onClose}>Not now</Button>
        <Button look="primary" onPress={save}>
          Save
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
