import { formatCount } from "#components/ui/format-number.ts";
import { LinkButton } from "#components/ui/link-button.tsx";

/** Pages of a list by links, so that they work without a script. */
export function Pager({
  page,
  pageSize,
  total,
  hrefOf,
}: {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly hrefOf: (page: number) => string;
}) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  if (pages === 1) return null;
  const from = (page - 1) * pageSize + 1;
  return (
    <nav aria-label="Pages" className="mt-4 flex flex-wrap items-center gap-3">
      {page > 1 ? <LinkButton href={hrefOf(page - 1)}>Previous</LinkButton> : null}
      <span className="text-sm text-ink-2">
        {formatCount(from)} to {formatCount(Math.min(total, page * pageSize))} of{" "}
        {formatCount(total)}
      </span>
      {page < pages ? <LinkButton href={hrefOf(page + 1)}>Next</LinkButton> : null}
    </nav>
  );
}
