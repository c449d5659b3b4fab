import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parseSync } from "oxc-parser";

export interface SourceImport {
  /** Path of the importing file from the repository's root, with forward slashes. */
  readonly from: string;
  /** Root-relative path for files of the repository, the bare specifier for packages. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const sourceFile = /\.(ts|tsx)$/;

/** Every TypeScript file under the given folders, root-relative, sorted. */
export function listSources(root: string, folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        posix.join(folder, name.replaceAll("\\", "/")),
      ),
    )
    .filter((path) => sourceFile.test(path))
    .sort();
}

/** Static and dynamic imports of one file. Specifiers that are not plain strings are left out. */
export function readImports(from: string, text: string): SourceImport[] {
  const { module } = parseSync(from, text);
  const resolve = (specifier: string): string => {
    if (specifier.startsWith("#")) return specifier.slice(1);
    if (specifier.startsWith(".")) return posix.join(dirname(from), specifier);
    return specifier;
  };
  const found: SourceImport[] = [];
  for (const entry of module.staticImports) {
    const typeOnly = entry.entries.length > 0 && entry.entries.every((name) => name.isType);
    found.push({ from, to: resolve(entry.moduleRequest.value), typeOnly });
  }
  for (const entry of module.staticExports) {
    for (const name of entry.entries) {
      if (name.moduleRequest) {
        found.push({ from, to: resolve(name.moduleRequest.value), typeOnly: name.isType });
      }
    }
  }
  for (const entry of module.dynamicImports) {
    const literal = text.slice(entry.moduleRequest.start, entry.moduleRequest.end);
    const quoted = /^["'](.+)["']$/.exec(literal)?.[1];
    if (quoted) found.push({ from, to: resolve(quoted), typeOnly: false });
  }
  return found;
}

export function readImportGraph(root: string, folders: readonly string[]): SourceImport[] {
  return listSources(root, folders).flatMap((path) =>
    readImports(path, readFileSync(join(root, path), "utf8")),
  );
}
