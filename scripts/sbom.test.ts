import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withoutIntegrity } from "#scripts/complete-lockfile.mjs";
import { listParts } from "#scripts/sbom.mjs";

interface Part {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

const parts = listParts() as {
  readonly metadata: { readonly component: Part };
  readonly components: readonly Part[];
};

test("the list of parts names every package of the lockfile, by the hash that vouches for it", () => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  const { metadata, components } = parts;
  const version = packages[""]?.version;
  expect(metadata.component).toMatchObject({ name: "frolic", purl: `pkg:npm/frolic@${version}` });
  const named = ({ name, version }: { name?: string | undefined; version: string }) =>
    `${name}@${version}`;
  const listed = new Map(components.map((part) => [named(part), part]));
  for (const [where, { version, integrity }] of Object.entries(packages)) {
    if (where === "") continue;
    const part = listed.get(named({ name: where.split("node_modules/").pop() ?? "", version }));
    expect(part, where).toBeDefined();
    if (!integrity) continue;
    const [algorithm, digest = ""] = integrity.split("-", 2);
    expect(part?.hashes, where).toContainEqual({
      alg: algorithm === "sha512" ? "SHA-512" : algorithm,
      content: Buffer.from(digest, "base64").toString("hex"),
    });
  }
  const bare = new Set(withoutIntegrity(packages).map(named));
  expect(components.filter(({ hashes }) => !hashes)).toHaveLength(bare.size);
});

test("it says nothing of where packages came from, nor of the machine", () => {
  const text = JSON.stringify(parts);
  expect(text).not.toMatch(/"url":|\.tgz|file:|node_modules/);
  expect(text).not.toContain(process.cwd());
});
