"use client";

import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel, type TabsProps } from "react-aria-components";

export interface TabChoice {
  readonly id: string;
  readonly label: string;
  readonly panel: ReactNode;
}

/** Tabs inside a page. For tabs that are pages see LinkTabs. */
export function Tabs({
  label,
  choices,
  ...props
}: Omit<TabsProps, "children" | "className"> & {
  readonly label: string;
  readonly choices: readonly TabChoice[];
}) {
  return (
    <AriaTabs {...props} className="flex flex-col gap-4">
      <TabList aria-label={label} className="flex gap-1 overflow-x-auto border-b border-rule-2">
        {choices.map((choice) => (
          <Tab
            key={choice.id}
            id={choice.id}
            className="-mb-px flex min-h-9 cursor-pointer items-center border-b-[3px] border-transparent px-3 whitespace-nowrap text-ink-2 outline-offset-[-2px] selected:border-ink selected:font-semibold selected:text-ink pointer-coarse:min-h-11"
          >
            {choice.label}
          </Tab>
        ))}
      </TabList>
      {choices.map((choice) => (
        <TabPanel key={choice.id} id={choice.id}>
          {choice.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
