// WCAG contrast of the campaign's colours against the white text that stands on them.

const least = 4.5;

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrastWithWhite(hex: string): number {
  return 1.05 / (luminance(channels(hex)) + 0.05);
}

/** The lightest shade of the colour on which white text reads well: the colour itself when it passes. */
export function nearestReadable(hex: string): string {
  const rgb = channels(hex);
  for (let step = 0; step <= 100; step++) {
    const shade = rgb.map((channel) => Math.round(channel * (1 - step / 100)));
    const text = `#${shade.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
    if (contrastWithWhite(text) >= least) return step === 0 ? hex : text.toUpperCase();
  }
  return "#000000";
}

export function isReadable(hex: string): boolean {
  return contrastWithWhite(hex) >= least;
}
