import { memo, type Ref } from "react";
import { faceCount, type Triple } from "#components/reel/reel-plan.ts";
import { faceInks, faceNames, SymbolSprite } from "#components/reel/symbols.tsx";

// One face before the first and two after the last, so that the window is full at every position.
const stripFaces = Array.from({ length: faceCount + 3 }, (_, index) => ({
  face: (index + faceCount - 1) % faceCount,
  position: index - 1,
}));

const reelPlaces = ["left", "middle", "right"] as const;

/** The picture of three faces in words. */
export function describeFaces(faces: readonly number[], brand: string): string {
  const names = faces.map((face) => (face === 9 ? brand : (faceNames[face] ?? "")));
  return `Three reels: ${names.join(", ")}`;
}

interface MachineProps {
  readonly label: string;
  readonly monogram: string;
  /** The element that holds the three strips, for whoever moves them. */
  readonly stripsRef?: Ref<HTMLDivElement>;
  /** Faces to stand on before any script runs. */
  readonly faces: Triple;
}

/** A hundred elements that no render changes: drawn once, and moved by spin.ts. */
const Strips = memo(function Strips({ faces }: Readonly<{ faces: Triple }>) {
  return reelPlaces.map((place, reel) => (
    <div className="reel" key={place}>
      <div className="strip" data-start={faces[reel] ?? 0}>
        {stripFaces.map(({ face: shown, position }) => (
          <svg
            key={position}
            className={`face ink-${faceInks[shown] ?? 0}`}
            data-face={shown}
            aria-hidden="true"
          >
            <use href={`#face-${shown}`} />
          </svg>
        ))}
      </div>
    </div>
  ));
});

/** The cabinet with its three strips. It only shows; spin.ts moves the strips. */
export function Machine({ label, monogram, stripsRef, faces }: MachineProps) {
  return (
    <div className="cabinet">
      <SymbolSprite monogram={monogram} />
      <div className="reels" role="img" aria-label={label} ref={stripsRef}>
        <Strips faces={faces} />
      </div>
    </div>
  );
}
