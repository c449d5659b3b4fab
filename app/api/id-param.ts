import { AppError } from "#lib/platform/errors.ts";
import { fromPublicId, type IdPrefix } from "#lib/platform/public-id.ts";

/** The UUID of a public id such as `imp_…`; a bare UUID is taken as well. */
export function idParam(prefix: IdPrefix, given: string | undefined, missing: string): string {
  const text = given ?? "";
  const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
    ? text.toLowerCase()
    : fromPublicId(prefix, text);
  if (id === undefined) throw new AppError(missing);
  return id;
}
