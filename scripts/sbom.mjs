// The list of parts (SBOM) of this version, as CycloneDX: every package of the lockfile with its licence and its hash, for
// every platform. Read from the lockfile alone, without a registry.
//   npm run --silent sbom > sbom.json
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./stores/folders.mjs";

export function listParts() {
  const args = ["sbom", "--package-lock-only", "--offline", "--sbom-format=cyclonedx"];
  const own = process.env.npm_execpath?.endsWith("npm-cli.js") ? process.env.npm_execpath : "";
  const [command, ...first] = own ? [process.execPath, own] : ["npm"];
  const options = {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  };
  const parts = JSON.parse(
    execFileSync(command, [...first, ...args, "--sbom-type=application"], options),
  );
  // npm calls the product by the folder it lies in.
  const { name } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  parts.metadata.component.name = name;
  return parts;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${JSON.stringify(listParts(), null, 2)}\n`);
}
