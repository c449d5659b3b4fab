"use client";

import { navEntries } from "#components/admin/nav-entries.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Switch } from "#components/ui/switch.tsx";

const general: readonly (readonly [keys: string, what: string])[] = [
  ["Ctrl or ⌘ K", "Go to or do"],
  ["?", "This sheet"],
  ["C", "New campaign"],
  ["/", "Search the list"],
  ["J, K", "Next and previous row"],
  ["X", "Choose the row"],
  ["E", "Edit what is open"],
  ["Ctrl or ⌘ Enter", "Save the form"],
  ["Esc", "Close, then clear the search"],
];

export function ShortcutSheet({
  isOpen,
  onOpenChange,
  isOn,
  onToggle,
}: {
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly isOn: boolean;
  readonly onToggle: (on: boolean) => void;
}) {
  const rows = [
    ...general,
    ...navEntries.map((entry) => [`G ${entry.key}`, `Go to ${entry.label}`] as const),
  ];
  return (
    <Dialog title="Shortcuts" isOpen={isOpen} onOpenChange={onOpenChange}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5">
        {rows.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="font-sans font-semibold">{keys}</kbd>
            </dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
      <Switch
        isSelected={isOn}
        onChange={onToggle}
        hint="Off: only the combinations with Ctrl or ⌘ stay."
      >
        Single-key shortcuts
      </Switch>
    </Dialog>
  );
}
