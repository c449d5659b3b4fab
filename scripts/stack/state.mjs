// The state folder: secret, record of the running product, environment file.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root, stateFolder } from "../stores/folders.mjs";
import { readRecord, runningOwner } from "../stores/record.mjs";

export function runFile(stateDir = stateFolder()) {
  return path.join(stateDir, "run.json");
}

/** The record of the product running on this state folder, or undefined. */
export function runningProduct(stateDir = stateFolder()) {
  const record = readRecord(runFile(stateDir));
  return runningOwner(record) ? record : undefined;
}

/** Reads `.env` beside package.json when there is one; what is set already wins. */
export function loadEnvFile() {
  const file = path.join(root, ".env");
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

/** The master secret: from the environment, or made once and kept where only its owner reads. */
export function masterSecret(stateDir) {
  if (process.env.FROLIC_SECRET) return process.env.FROLIC_SECRET;
  const file = path.join(stateDir, "secret");
  try {
    // "wx" refuses to overwrite: losing this file would make every sealed code unreadable.
    fs.writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  return fs.readFileSync(file, "utf8").trim();
}
