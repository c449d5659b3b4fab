/** A moment to remember, as the text of an .ics file (RFC 5545). */
export interface Reminder {
  readonly uid: string;
  readonly title: string;
  readonly at: Date;
  readonly url: string;
  /** Stamp of the file itself. */
  readonly now: Date;
}

const utcStamp = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, "");
const escaped = (text: string) =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r?\n/g, "\\n");

/** Lines longer than 75 octets go on after a line break and a space; whole characters stay together. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const rows: string[] = [];
  let row = "";
  for (const character of line) {
    if (encoder.encode(row + character).length > (rows.length === 0 ? 75 : 74)) {
      rows.push(row);
      row = "";
    }
    row += character;
  }
  return [...rows, row].join("\r\n ");
}

export function calendarFile(reminder: Reminder): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Frolic//Player//EN",
    "BEGIN:VEVENT",
    `UID:${reminder.uid}`,
    `DTSTAMP:${utcStamp(reminder.now)}`,
    `DTSTART:${utcStamp(reminder.at)}`,
    `SUMMARY:${escaped(reminder.title)}`,
    `URL:${reminder.url}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(reminder.title)}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}
