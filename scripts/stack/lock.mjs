// One at a time across processes: installing and building change folders that others read.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isSameProcess } from "../stores/process.mjs";
import { readRecord, self } from "../stores/record.mjs";

function take(file) {
  try {
    fs.writeFileSync(file, JSON.stringify(self()), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/** Runs `work` while holding the lock file. A lock whose holder has died is taken over. */
export async function withLock(file, work, { onWait = () => {} } = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let said = false;
  while (!take(file)) {
    const holder = readRecord(file);
    if (holder && !isSameProcess(holder)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!said) onWait();
    said = true;
    await delay(200);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
