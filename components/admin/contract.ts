// What the back office's client parts and its pages agree on.

export interface PaletteEntry {
  readonly href: string;
  readonly label: string;
  readonly kind: "Campaign" | "Brand" | "Coupon pool" | "Promotion";
}

export const keysCookie = "keys";

/** Stores a choice of the interface; the answer says whether it was kept. */
export type Remember = (choice: {
  theme?: "system" | "light" | "dark";
  keys?: "on" | "off";
}) => Promise<{ readonly ok: boolean }>;
