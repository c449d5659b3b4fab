/** The change of the secret cannot be made; the message says why, and that nothing was changed. */
export class RotationRefused extends Error {
  override readonly name = "RotationRefused";
}
