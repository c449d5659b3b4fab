import { PressButton } from "#components/admin/ads/press-button.tsx";
import { plural } from "#components/ui/format-number.ts";
import { Sheet } from "#components/ui/sheet.tsx";
import type { ReviewBacklog } from "#lib/ads/desk-contract.ts";
import type { Action } from "#lib/http/next/action-result.ts";

/** Lists judge what is analysed after they changed: what waits for review can be analysed again. */
export function BacklogSheet({
  backlog,
  act,
}: {
  readonly backlog: readonly ReviewBacklog[];
  readonly act: Action<{ brandId: string | null }, { readonly ads: number }>;
}) {
  if (backlog.length === 0) return null;
  return (
    <Sheet title="Waiting for review" id="backlog">
      <p className="mb-3 text-ink-2">
        Analysed under the lists of their time. After a change here, have them analysed again.
      </p>
      <ul className="flex flex-col border-t border-rule-2">
        {backlog.map(({ brandId, brandName, ads }) => (
          <li
            key={brandId ?? "none"}
            className="flex min-h-13 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-rule-2 py-1.5"
          >
            <span className="min-w-0 break-words">
              {brandName ?? "No brand"}, {plural(ads, "ad")}
            </span>
            {brandId === null ? null : (
              <Again brandId={brandId} ads={ads} name={brandName ?? "this brand"} act={act} />
            )}
          </li>
        ))}
      </ul>
      {backlog.length > 1 || backlog[0]?.brandId === null ? (
        <div className="mt-4">
          <Again
            brandId={null}
            ads={backlog.reduce((sum, { ads }) => sum + ads, 0)}
            name="everybody"
            act={act}
          />
        </div>
      ) : null}
    </Sheet>
  );
}

function Again({
  brandId,
  ads,
  name,
  act,
}: {
  readonly brandId: string | null;
  readonly ads: number;
  readonly name: string;
  readonly act: Action<{ brandId: string | null }, { readonly ads: number }>;
}) {
  return (
    <PressButton
      act={act}
      input={{ brandId }}
      said={`${plural(ads, "ad")} in the queue again.`}
      {...(brandId === null ? {} : { label: `Analyse again, ${name}` })}
    >
      {brandId === null ? "Analyse all of them again" : "Analyse again"}
    </PressButton>
  );
}
