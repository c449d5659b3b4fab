"use client";

import { Button } from "#components/ui/button.tsx";
import type { QrShape } from "#components/ui/qr-code.tsx";

const pixelsPerModule = 24;

/** The QR code as files: SVG for print, PNG for everything else. */
export function QrDownloads({
  shape: { size, path },
  name,
}: {
  readonly shape: QrShape;
  readonly name: string;
}) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
  const picture = () => new Blob([svg], { type: "image/svg+xml" });
  const png = async () => {
    const side = size * pixelsPerModule;
    const image = new Image(side, side);
    const address = URL.createObjectURL(picture());
    image.src = address;
    await image.decode();
    URL.revokeObjectURL(address);
    const canvas = document.createElement("canvas");
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, side, side);
    canvas.toBlob((blob) => blob && saveAs(blob, `${name}.png`), "image/png");
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button onPress={() => saveAs(picture(), `${name}.svg`)}>Save as SVG</Button>
      <Button onPress={() => void png()}>Save as PNG</Button>
    </div>
  );
}

function saveAs(blob: Blob, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
