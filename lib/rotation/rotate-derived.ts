// What does not lie sealed in a column of its own: second factors, which the sign-in library seals in its way,
// signed heads, and secrets that are derived and stored as well.

import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { authSecret } from "#lib/identity/auth.ts";
import type { Executor } from "#lib/platform/database.ts";
import type { SecretChange } from "#lib/platform/secrets.ts";
import { isHeadSigned, signHead, signingKey } from "#lib/plays/sign-heads.ts";
import { RotationRefused } from "#lib/rotation/rotation-refused.ts";
import {
  firstSignature,
  listAdAddresses,
  listSecondFactors,
  listSignatures,
  replaceAdSecret,
  writeSecondFactor,
  writeSignatures,
} from "#lib/rotation/store-derived.ts";
import { adSecretOf } from "#lib/webhooks/ad-secret.ts";
import { openSecret, sealSecret } from "#lib/webhooks/endpoint-secret.ts";

const blockSize = 1_000;
const overlapDays = 7;

async function tryDecrypt(key: string, data: string): Promise<string | undefined> {
  try {
    return await symmetricDecrypt({ key, data });
  } catch (error) {
    // Of another key: the caller tries its other one.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

async function reencrypt(change: SecretChange, data: string, owner: string): Promise<string> {
  const next = authSecret(change.next);
  if ((await tryDecrypt(next, data)) !== undefined) return data;
  const plain = await tryDecrypt(authSecret(change.previous), data);
  if (plain === undefined) {
    throw new RotationRefused(
      `Neither secret opens the second factor ${owner}. Nothing was changed.`,
    );
  }
  return symmetricEncrypt({ key: next, data: plain });
}

/** TOTP secrets and back-up codes; answers how many people's were sealed anew. */
export async function carrySecondFactors(tx: Executor, change: SecretChange): Promise<number> {
  let carried = 0;
  for (const row of await listSecondFactors(tx)) {
    const secret = await reencrypt(change, row.secret, row.id);
    const backupCodes = await reencrypt(change, row.backupCodes, row.id);
    if (secret === row.secret && backupCodes === row.backupCodes) continue;
    await writeSecondFactor(tx, { id: row.id, secret, backupCodes });
    carried += 1;
  }
  return carried;
}

/** Every head that the previous key signed, signed by the next one: an exported log knows one key. */
export async function signHeadsAgain(tx: Executor, change: SecretChange): Promise<number> {
  const [previous, next] = [signingKey(change.previous), signingKey(change.next)];
  let place = firstSignature;
  let signed = 0;
  for (;;) {
    const rows = await listSignatures(tx, place, blockSize);
    const last = rows.at(-1);
    if (!last) return signed;
    place = last;
    const old = rows.filter((row) => !isHeadSigned(next, row, row.signature));
    const forged = old.find((row) => !isHeadSigned(previous, row, row.signature));
    if (forged) {
      throw new RotationRefused(
        `Head ${forged.seq} of game ${forged.gameId} is signed by neither secret. Nothing was changed.`,
      );
    }
    const renewed = old.map((row) => ({ ...row, signature: signHead(next, row) }));
    if (renewed.length > 0) await writeSignatures(tx, next.keyId, renewed);
    signed += renewed.length;
  }
}

/**
 * Addresses that ads named: what is shown of their secret follows from the new master secret, so what signs has to as
 * well. After the sealed columns; the old one signs beside it for a week.
 */
export async function renewAdSecrets(tx: Executor, change: SecretChange): Promise<number> {
  let renewed = 0;
  for (const row of await listAdAddresses(tx)) {
    const fresh = adSecretOf(change.next, row);
    if (openSecret(change.next, row.id, row.secretCt) === fresh) continue;
    await replaceAdSecret(tx, row.id, sealSecret(change.next, row.id, fresh), overlapDays);
    renewed += 1;
  }
  return renewed;
}
