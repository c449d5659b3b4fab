// Sentences of tickets, loaded with them.

export const ticketTexts = {
  code: "Your code",
  codeComing: "Fetching your code…",
  codeFailed: "The code could not be fetched. It is safe in My prizes.",
  retry: "Try again",
  copy: "Copy",
  checkDraw: "Check this draw",
  copied: "Copied",
  print: "Print or save as PDF",
  addToCalendar: "Add expiry to calendar",
  visit: (brand: string) => `Go to ${brand}`,
  validUntil: (when: string) => `Valid until ${when}`,
  noExpiry: "No expiry date",
  secondChance: "Second chance: the play had lost",
  noPrizes: "No prizes yet. What you win in this browser is kept here.",
  walletLoading: "Looking for your prizes…",
  walletFailed: "Your prizes could not be read. They are safe; reload to try again.",
  showCode: "Show code",
} as const;
