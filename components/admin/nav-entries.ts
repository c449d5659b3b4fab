export interface NavEntry {
  readonly href: string;
  readonly label: string;
  /** Second letter of the G shortcut. */
  readonly key: string;
  readonly adminOnly?: boolean;
}

/** The rooms of the back office that exist. The first four stand in the bar at the bottom of a phone. */
export const navEntries: readonly NavEntry[] = [
  { href: "/", label: "Home", key: "H" },
  { href: "/campaigns", label: "Campaigns", key: "C" },
  { href: "/brands", label: "Brands", key: "B" },
  { href: "/pools", label: "Coupon pools", key: "P" },
  { href: "/promotions", label: "Promotions", key: "R" },
  { href: "/promo-servers", label: "Promo servers", key: "V" },
  { href: "/ad-desk", label: "Ads", key: "A" },
  { href: "/draws", label: "Draw log", key: "D" },
  { href: "/settings", label: "Settings", key: "S" },
  { href: "/system", label: "System", key: "Y" },
];

export const barEntries = navEntries.slice(0, 4);

export function isCurrent(entry: NavEntry, pathname: string): boolean {
  if (entry.href === "/") return pathname === "/";
  return pathname === entry.href || pathname.startsWith(`${entry.href}/`);
}
