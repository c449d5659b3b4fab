// Reads HTTP by hand: a load shares the machine with what it measures and has to be cheap.

/** Calls back with the status of each answer that is complete. */
export function readAnswers(onAnswer: (status: string) => void): (part: string) => void {
  let text = "";
  return (part) => {
    text += part;
    for (;;) {
      const head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? Number.NaN);
      const end = Number.isNaN(length)
        ? text.indexOf("0\r\n\r\n", head + 4) + 5
        : head + 4 + length;
      if (end < head + 4 || text.length < end) return;
      const status = text.slice(9, 12);
      const why = status === "202" ? "" : (/"code":"(\w+)"/.exec(text.slice(head, end))?.[1] ?? "");
      text = text.slice(end);
      onAnswer(why ? `${status} ${why}` : status);
    }
  };
}
