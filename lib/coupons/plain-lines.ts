// The part of a CSV file before its first quote. There a record is a line and a field is what stands between two
// delimiters, so no character has to be looked at one by one: five times as fast as a parser that knows quotes.

type Bytes = AsyncIterable<Uint8Array>;

const quote = 0x22;
const mark = Buffer.from("\uFEFF");

interface PlainLines {
  /** Records of each piece, up to the line with the first quote. */
  readonly records: AsyncGenerator<string[][]>;
  /** After the last of them: what was read and belongs to none of them, then the rest of the file. */
  rest(): Rest;
}

export interface Rest {
  /** Undefined when the file was over before it. */
  readonly bytes: Bytes | undefined;
  /** What ends a line, as a parser finds it out; undefined while no line has ended. */
  readonly newline: string | undefined;
}

/** What ends the first line; "\r" ends those of files of another age. */
function firstNewline(bytes: Buffer): "\n" | "\r\n" | "\r" | undefined {
  const at = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  if (at < 0 || (bytes[at] === 0x0d && at === bytes.length - 1)) return undefined;
  if (bytes[at] === 0x0a) return "\n";
  return bytes[at + 1] === 0x0a ? "\r\n" : "\r";
}

async function* chained(first: Uint8Array, source: AsyncIterator<Uint8Array>) {
  if (first.length > 0) yield first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/**
 * Cuts a file into records until a quote turns up. A line of more than `lineBytesMax` is left to the parser, which
 * refuses it. The bytes are UTF-8 already.
 */
export function plainLines(bytes: Bytes, delimiter: string, lineBytesMax: number): PlainLines {
  const source = bytes[Symbol.asyncIterator]();
  let open: Buffer = Buffer.alloc(0);
  let newline: "\n" | "\r\n" | undefined;
  let isOver = false;
  let isMarkPassed = false;
  const add = (piece: Uint8Array) => {
    open = Buffer.concat([open, piece]);
    if (isMarkPassed || open.length < mark.length) return;
    isMarkPassed = true;
    if (open.indexOf(mark) === 0) open = open.subarray(mark.length);
  };
  const cut = (end: number): string[][] => {
    const lines = open.toString("utf8", 0, end).split(newline ?? "\n");
    return lines.map((line) => line.split(delimiter));
  };
  async function* records(): AsyncGenerator<string[][]> {
    for (;;) {
      const next = await source.next();
      if (next.done) break;
      add(next.value);
      // Before anything else: a line that ends inside of quotes says nothing of how lines end.
      if (open.includes(quote)) return;
      const found = newline ?? firstNewline(open);
      if (found === "\r") return;
      newline = found;
      const end = newline === undefined ? -1 : open.lastIndexOf(newline);
      if (newline === undefined || end < 0) {
        if (open.length > lineBytesMax) return;
        continue;
      }
      const lines = cut(end);
      open = open.subarray(end + newline.length);
      isMarkPassed = true;
      yield lines;
    }
    isOver = true;
    if (open.length > 0) yield cut(open.length);
  }
  const rest = () => ({ bytes: isOver ? undefined : chained(open, source), newline });
  return { records: records(), rest };
}
