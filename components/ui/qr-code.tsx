import { encode } from "uqr";

export interface QrShape {
  /** Modules on a side, quiet zone included. */
  readonly size: number;
  /** SVG path of the dark modules. */
  readonly path: string;
}

export function qrShape(text: string): QrShape {
  const { data, size } = encode(text, { border: 4, ecc: "M" });
  const path = data
    .map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""))
    .join("");
  return { size, path };
}

/** Black on white in every theme: scanners want it so. */
export function QrCode({ shape, label }: { readonly shape: QrShape; readonly label: string }) {
  return (
    <svg
      viewBox={`0 0 ${shape.size} ${shape.size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className="block size-full"
    >
      <rect width={shape.size} height={shape.size} fill="#fff" />
      <path d={shape.path} fill="#000" />
    </svg>
  );
}
