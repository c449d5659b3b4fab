/** Lines of a text that comes in pieces, parted by line feeds and by nothing else. */
export async function* readLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  lengthMax: number,
): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length > lengthMax)
      throw new RangeError(`a line is longer than ${lengthMax} characters`);
  }
  if (rest !== "") yield rest;
}
