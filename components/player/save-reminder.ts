import { calendarFile } from "#components/player/calendar-file.ts";

export interface SavedReminder {
  readonly uid: string;
  readonly title: string;
  readonly at: Date;
  readonly fileName: string;
}

/** Hands a calendar file to the browser's downloads. */
export function saveReminder({ fileName, ...reminder }: SavedReminder): void {
  const text = calendarFile({ ...reminder, url: location.href, now: new Date() });
  const url = URL.createObjectURL(new Blob([text], { type: "text/calendar" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
