/**
 * A code in groups of four for the eye. Codes that come with separators of their own are left as they are:
 * their issuer has grouped them.
 */
export function groupCode(code: string): string {
  if (!/^[A-Za-z0-9]{6,}$/.test(code)) return code;
  return code.match(/.{1,4}/g)?.join(" ") ?? code;
}
