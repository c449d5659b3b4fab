import { PreviewTitle } from "#components/admin/editor/preview-title.tsx";
import type { CampaignDoc } from "#lib/campaigns/contract.ts";

/** The front of house in small: what a phone will show, drawn from what is typed. */
export function LookPreview({
  look,
  brand,
}: {
  readonly look: CampaignDoc["look"];
  readonly brand: string;
}) {
  const monogram = brand
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <figure className="self-start md:sticky md:top-4">
      <div
        className="flex flex-col gap-3 rounded-[18px] border-[6px] border-ink bg-night p-3 text-center text-cream"
        aria-hidden="true"
      >
        <p className="flex justify-between text-[10px] text-muted">
          <span>{brand}</span>
          <span>Rules &amp; odds</span>
        </p>
        <PreviewTitle title={look.title || "Title"} bulb={look.bulb} />
        <div className="text-xs">
          {look.subtitle.trim() === "" ? null : <p className="mb-1">{look.subtitle}</p>}
          <p className="text-muted">412 coupons left</p>
        </div>
        <div className="rounded-[8px] p-2" style={{ background: look.enamel }}>
          <div className="grid grid-cols-3 gap-1 bg-[#120a22] p-1.5">
            {[0, 1, 2].map((reel) => (
              <span key={reel} className="grid h-20 place-items-center bg-face">
                <span
                  className="grid size-9 place-items-center rounded-full bg-night font-display text-lg font-black"
                  style={{ color: look.bulb }}
                >
                  {monogram}
                </span>
              </span>
            ))}
          </div>
          <p className="pt-1.5 text-[11px] text-[#fff]">{brand}</p>
        </div>
        <p className="min-h-8 text-xs">{look.winText || "You won."}</p>
        <span
          className="grid min-h-10 place-items-center rounded-[6px] font-display text-lg font-black text-night uppercase"
          style={{ background: look.bulb }}
        >
          Pull
        </span>
      </div>
      <figcaption className="mt-2 text-sm text-ink-2">How a phone shows it</figcaption>
    </figure>
  );
}
