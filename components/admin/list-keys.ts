// Rows and fields the keys act on. They are found by what they are, so that every list joins in.

export function searchField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("main [data-search]");
}

/** Empties the list's search through its own clear button, as a click would. */
export function clearSearch(): void {
  if (!searchField()?.value) return;
  document.querySelector<HTMLElement>("main [data-search-clear]")?.click();
}

/** Moves the focus to the first link of the next or previous row of the page's table. */
export function stepRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("main .ledger tbody tr")]
    .map((row) => row.querySelector<HTMLElement>("a[href]"))
    .filter((link) => link !== null);
  const row = document.activeElement?.closest("tr") ?? null;
  const now = row ? links.findIndex((link) => link.closest("tr") === row) : -1;
  const fresh = step > 0 ? 0 : links.length - 1;
  links[Math.max(0, Math.min(links.length - 1, now < 0 ? fresh : now + step))]?.focus();
}

/** Chooses the row the focus stands in, or lets it go again. */
export function chooseRow(): void {
  const row = document.activeElement?.closest("tr");
  row?.querySelector<HTMLInputElement>("[data-select] input")?.click();
}

/** Presses the page's own action: a link or button marked `data-key`. */
export function pressMarked(key: string): void {
  document.querySelector<HTMLElement>(`main [data-key="${key}"]`)?.click();
}

/** Sends the form the focus stands in. */
export function submitForm(): void {
  const form = document.activeElement?.closest("form");
  if (form instanceof HTMLFormElement) form.requestSubmit();
}
