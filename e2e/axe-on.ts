import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * axe on a page of ours. No frame of another origin has to be asked, and only violations are written out in full:
 * describing every element that passed takes longer than finding those that do not.
 */
export function axeOn(page: Page): AxeBuilder {
  // First options, then tags or rules: options given later would replace them.
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
}
