"use client";

import type { CalendarDateTime } from "@internationalized/date";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import {
  DatePicker as AriaDatePicker,
  type DatePickerProps as AriaDatePickerProps,
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Popover,
} from "react-aria-components";
import { cx } from "#components/ui/class-names.ts";
import { controlClass, FieldFrame, type FieldProps, fieldProps } from "#components/ui/field.tsx";
import { popoverClass } from "#components/ui/popover-class.ts";

const arrow = "grid size-9 place-items-center rounded-ctl hover:bg-sunk";

/** Date and time as a clock on the wall shows them; the caller names the zone in the hint. */
export function DatePicker({
  label,
  hint,
  errors,
  className,
  ...props
}: FieldProps &
  Omit<AriaDatePickerProps<CalendarDateTime>, "className" | "children" | "isInvalid">) {
  return (
    <AriaDatePicker<CalendarDateTime>
      {...props}
      {...fieldProps({ errors, className })}
      granularity="minute"
      hourCycle={24}
    >
      <FieldFrame label={label} hint={hint} errors={errors}>
        <Group className={cx(controlClass, "flex items-center gap-1 py-0 pr-0")}>
          <DateInput className="flex min-w-0 flex-1 flex-wrap items-center py-1">
            {(segment) => (
              <DateSegment
                segment={segment}
                className="rounded-sheet px-[2px] outline-none placeholder-shown:text-ink-2 focus:bg-ink focus:text-on-ink"
              />
            )}
          </DateInput>
          <Button
            aria-label="Open the calendar"
            className="grid size-9 shrink-0 place-items-center"
          >
            <CalendarDays aria-hidden="true" size={16} strokeWidth={1.75} />
          </Button>
        </Group>
      </FieldFrame>
      <Popover className={popoverClass}>
        <Dialog className="p-3 outline-none">
          <Calendar>
            <header className="flex items-center justify-between pb-2">
              <Button slot="previous" className={arrow}>
                <ChevronLeft aria-hidden="true" size={18} />
              </Button>
              <Heading className="font-semibold" />
              <Button slot="next" className={arrow}>
                <ChevronRight aria-hidden="true" size={18} />
              </Button>
            </header>
            <CalendarGrid className="border-collapse">
              {(date) => (
                <CalendarCell
                  date={date}
                  className="grid size-9 cursor-pointer place-items-center rounded-ctl hover:bg-sunk selected:bg-ink selected:text-on-ink outside-month:opacity-45 unavailable:line-through"
                />
              )}
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </AriaDatePicker>
  );
}
