/** Something that is passed once, or never. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
  fail(error: unknown): void;
}

export function gate(): Gate {
  let open = () => {};
  let fail: (error: unknown) => void = () => {};
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  // Whoever waits sees the failure; nobody waiting is no reason to end the process.
  passed.catch(() => undefined);
  return { passed, open, fail };
}
