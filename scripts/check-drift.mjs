// Do the migrations say what the schema says? Generates into a copy: nothing may come out.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./stores/folders.mjs";

const copy = fs.mkdtempSync(path.join(os.tmpdir(), "frolic-drift-"));
let code = 1;
try {
  fs.cpSync(path.join(root, "drizzle"), copy, { recursive: true });
  const before = new Set(fs.readdirSync(copy));
  const cli = path.join(root, "node_modules", "drizzle-kit", "bin.cjs");
  // The tool takes no config beside flags, and only a relative folder.
  const flags = ["--dialect=postgresql", "--schema=./lib/*/schema*.ts", "--casing=snake_case"];
  const args = [cli, "generate", ...flags, `--out=${path.relative(root, copy)}`];
  const options = {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  };
  const result = spawnSync(process.execPath, args, options);
  const made = fs.readdirSync(copy).filter((file) => !before.has(file));
  if (result.status !== 0) {
    console.error(`drizzle-kit generate failed:\n${result.stdout}\n${result.stderr}`);
  } else if (made.length > 0) {
    console.error(
      "The schema has changed without a migration. Run npm run db:generate -- --name=<intent>",
    );
    for (const file of made) console.error(fs.readFileSync(path.join(copy, file), "utf8"));
  } else {
    console.log(`${before.size - 1} migrations match the schema.`);
    code = 0;
  }
} finally {
  fs.rmSync(copy, { recursive: true, force: true });
}
process.exit(code);
