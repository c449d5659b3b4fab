// The package's export map hides its own declarations from a bundler's resolution.
declare module "tinykeys" {
  export function tinykeys(
    target: Window | HTMLElement,
    bindings: Record<string, (event: KeyboardEvent) => void>,
    options?: { readonly timeout?: number },
  ): () => void;
}
