/** Lists and menus: a sheet with an ink edge instead of a shadow. */
export const popoverClass =
  "enter z-50 max-w-[calc(100vw-16px)] overflow-auto rounded-ctl border border-ink bg-sheet text-ink outline-none";

export const optionClass =
  "flex min-h-9 cursor-pointer items-center justify-between gap-4 px-3 py-1.5 text-base text-ink no-underline outline-none focus:bg-ink focus:text-on-ink hover:bg-sunk data-[focused]:bg-ink data-[focused]:text-on-ink data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 pointer-coarse:min-h-11";
