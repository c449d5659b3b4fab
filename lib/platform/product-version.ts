import packageFacts from "#package.json" with { type: "json" };

/** Version of the product, as package.json has it; part of the bundle. */
export const productVersion: string = packageFacts.version;
