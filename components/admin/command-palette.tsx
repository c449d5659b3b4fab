"use client";

import { useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  TextField,
  useFilter,
} from "react-aria-components";
import type { PaletteEntry } from "#components/admin/contract.ts";
import { navEntries } from "#components/admin/nav-entries.ts";
import { optionClass } from "#components/ui/popover-class.ts";

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly href?: string;
  readonly run?: () => void;
}

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly entries: readonly PaletteEntry[];
  readonly actions: readonly PaletteAction[];
}

const header = "caps px-3 pt-3 pb-1";

/** Cmd-K: go anywhere, make anything. */
export function CommandPalette({ isOpen, onOpenChange, entries, actions }: PaletteProps) {
  const { contains } = useFilter({ sensitivity: "base" });
  const [query, setQuery] = useState("");
  const change = (open: boolean) => {
    if (!open) setQuery("");
    onOpenChange(open);
  };
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={change}
      isDismissable
      className="fixed inset-0 z-50 flex items-start justify-center bg-[#0c0d16b3] p-4 pt-[12vh]"
    >
      <Modal className="enter w-full max-w-[560px] rounded-sheet border border-ink bg-sheet">
        <Dialog aria-label="Go to or do" className="outline-none">
          <Autocomplete filter={contains} inputValue={query} onInputChange={setQuery}>
            <TextField aria-label="Go to or do" autoFocus className="border-b border-rule-2">
              <Input
                placeholder="Go to or do…"
                className="w-full bg-transparent px-4 py-3.5 text-lg text-ink outline-none placeholder:text-ink-2"
              />
            </TextField>
            <Menu
              aria-label="Matches"
              onAction={() => change(false)}
              className="max-h-[50vh] overflow-y-auto pb-2 outline-none"
              renderEmptyState={() => <p className="px-4 py-3 text-ink-2">Nothing matches.</p>}
            >
              <Results entries={entries} actions={actions} hasQuery={query.trim() !== ""} />
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Results({
  entries,
  actions,
  hasQuery,
}: Pick<PaletteProps, "entries" | "actions"> & { readonly hasQuery: boolean }) {
  const shown = hasQuery ? entries : entries.slice(0, 5);
  return (
    <>
      <MenuSection>
        <Header className={header}>Do</Header>
        {actions.map((action) => (
          <MenuItem
            key={action.id}
            id={action.id}
            textValue={action.label}
            className={optionClass}
            {...(action.href ? { href: action.href } : {})}
            {...(action.run ? { onAction: action.run } : {})}
          >
            {action.label}
            {action.hint ? <kbd className="font-sans text-xs opacity-85">{action.hint}</kbd> : null}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSection>
        <Header className={header}>Go to</Header>
        {navEntries.map((entry) => (
          <MenuItem
            key={entry.href}
            id={`go ${entry.href}`}
            textValue={entry.label}
            href={entry.href}
            className={optionClass}
          >
            {entry.label}
            <kbd className="font-sans text-xs opacity-85">G {entry.key}</kbd>
          </MenuItem>
        ))}
      </MenuSection>
      {shown.length ? (
        <MenuSection>
          <Header className={header}>{hasQuery ? "Found" : "Recent"}</Header>
          {shown.map((entry) => (
            <MenuItem
              key={entry.href}
              id={entry.href}
              textValue={entry.label}
              href={entry.href}
              className={optionClass}
            >
              {entry.label}
              <span className="text-xs opacity-85">{entry.kind}</span>
            </MenuItem>
          ))}
        </MenuSection>
      ) : null}
    </>
  );
}
