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

/** Reads `.env` beside package.json when there is one; what is set already wins. `stateFolder` needs no such call. */
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

const secretFile = (stateDir, name) => path.join(stateDir, name);

function readSecret(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
}

/** The secret before the last change, for as long as its file is kept: cookies of players are read by it. */
export function previousSecret(stateDir) {
  return process.env.FROLIC_PREVIOUS_SECRET || readSecret(secretFile(stateDir, "secret.previous"));
}

/** Whether a change of the secret has begun and not come to its end. */
export function isSecretChanging(stateDir) {
  return !process.env.FROLIC_SECRET && fs.existsSync(secretFile(stateDir, "secret.next"));
}

/** The secret to change to: the one of a change that was broken off, or a fresh one. On the disk before it is used. */
export function nextSecret(stateDir) {
  const file = secretFile(stateDir, "secret.next");
  const known = readSecret(file);
  if (known) return known;
  const fresh = randomBytes(32).toString("hex");
  const opened = fs.openSync(file, "w", 0o600);
  fs.writeSync(opened, `${fresh}\n`);
  fs.fsyncSync(opened);
  fs.closeSync(opened);
  return fresh;
}

/** Puts the next secret in the place of the present one, once everything opens with it. May be repeated. */
export function finishSecretChange(stateDir) {
  const [present, next] = [secretFile(stateDir, "secret"), secretFile(stateDir, "secret.next")];
  fs.copyFileSync(present, secretFile(stateDir, "secret.previous"));
  fs.chmodSync(secretFile(stateDir, "secret.previous"), 0o600);
  fs.renameSync(next, present);
}
