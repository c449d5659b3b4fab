import { memo, type ReactNode } from "react";

/** What a screen reader hears for each face; the last one carries the brand's letters. */
export const faceNames = [
  "sun",
  "kite",
  "ladder",
  "wave",
  "arch",
  "eye",
  "checker",
  "star",
  "button",
  "brand",
] as const;

/** Ink of each face: neighbours on the strip never share one. */
export const faceInks = [2, 1, 5, 1, 3, 5, 1, 2, 4, 0] as const;

// Two inks a symbol: currentColor, and the paper or the night of the cabinet.
const drawings: readonly ReactNode[] = [
  <g key="sun">
    <path d="M22 64a28 28 0 0 1 56 0z" fill="currentColor" />
    <path
      d="M50 10v16M15.5 24.500l11 11M84.5 24.500l-11 11M4 60h11M85 60h11"
      stroke="currentColor"
      strokeWidth="9"
    />
    <path d="M4 80h92" stroke="var(--night)" strokeWidth="9" />
  </g>,
  <g key="kite">
    <path d="M50 4 86 42 50 80 14 42z" fill="currentColor" />
    <path d="M50 4v76M14 42h72" stroke="var(--face)" strokeWidth="5" />
    <path d="M50 78q-15 8 0 19" fill="none" stroke="var(--night)" strokeWidth="7" />
  </g>,
  <g key="ladder" fill="none">
    <path d="M28 24h44M28 44h44M28 64h44M28 84h44" stroke="var(--night)" strokeWidth="8" />
    <path d="M29 6v90M71 6v90" stroke="currentColor" strokeWidth="11" />
  </g>,
  <g key="wave" fill="none" strokeWidth="12">
    <path d="M5 30q22.5-28 45 0t45 0M5 82q22.5-28 45 0t45 0" stroke="currentColor" />
    <path d="M5 56q22.5-28 45 0t45 0" stroke="var(--night)" />
  </g>,
  <g key="arch">
    <path d="M12 92V46a38 38 0 0 1 76 0v46z" fill="currentColor" />
    <path d="M30 92V48a20 20 0 0 1 40 0v44z" fill="var(--face)" />
    <path d="M41 92V52a9 9 0 0 1 18 0v40z" fill="var(--night)" />
  </g>,
  <g key="eye">
    <path d="M3 50q47-62 94 0q-47 62-94 0z" fill="currentColor" />
    <circle cx="50" cy="50" r="21" fill="var(--face)" />
    <circle cx="50" cy="50" r="10" fill="var(--night)" />
  </g>,
  <g key="checker">
    <path
      d="M11 11h26v26H11zM63 11h26v26H63zM37 37h26v26H37zM11 63h26v26H11zM63 63h26v26H63z"
      fill="currentColor"
    />
    <path d="M11 11h78v78H11z" fill="none" stroke="var(--night)" strokeWidth="6" />
  </g>,
  <g key="star">
    <path
      d="M50 3 61.8 33.8 94.7 35.5 69 56.2 77.6 88 50 70 22.4 88 31 56.2 5.3 35.5 38.2 33.800z"
      fill="currentColor"
    />
    <circle cx="50" cy="50" r="10" fill="var(--face)" />
  </g>,
  <g key="button">
    <circle cx="50" cy="50" r="44" fill="currentColor" />
    <circle cx="50" cy="50" r="31" fill="none" stroke="var(--face)" strokeWidth="5" />
    <g fill="var(--face)">
      <circle cx="40" cy="40" r="6" />
      <circle cx="60" cy="40" r="6" />
      <circle cx="40" cy="60" r="6" />
      <circle cx="60" cy="60" r="6" />
    </g>
  </g>,
];

function BrandDrawing({ monogram }: Readonly<{ monogram: string }>) {
  return (
    <g>
      <circle cx="50" cy="50" r="45" fill="var(--night)" />
      <text
        className="monogram"
        x="50"
        y="66"
        textAnchor="middle"
        fill="var(--bulb)"
        fontSize={monogram.length > 2 ? 33 : 46}
      >
        {monogram}
      </text>
    </g>
  );
}

/** Every face once, for the strips to refer to; the brand's letters change here and so on all reels at once. */
export const SymbolSprite = memo(function SymbolSprite({
  monogram,
}: Readonly<{ monogram: string }>) {
  return (
    <svg className="sprite" aria-hidden="true" width="0" height="0">
      <defs>
        {faceNames.map((name, face) => (
          <symbol key={name} id={`face-${face}`} viewBox="0 0 100 100">
            {drawings[face] ?? <BrandDrawing monogram={monogram} />}
          </symbol>
        ))}
      </defs>
    </svg>
  );
});
