/** What LIKE takes for "contains this": signs that mean something to it stand for themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
