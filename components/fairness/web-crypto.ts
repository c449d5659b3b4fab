import type { CheckTools } from "#lib/plays/proof/check-play.ts";

const hmacAlgorithm = { name: "HMAC", hash: "SHA-256" } as const;

/** A copy that certainly owns its bytes: what WebCrypto asks for. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** WebCrypto in the shape the checks ask for. Undefined where the page was not served by https or from localhost. */
export function webCryptoTools(
  subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle,
): Omit<CheckTools, "readLinks"> | undefined {
  if (!subtle) return undefined;
  return {
    sha256: async (message) => new Uint8Array(await subtle.digest("SHA-256", owned(message))),
    hmac: async (key, message) => {
      const imported = await subtle.importKey("raw", owned(key), hmacAlgorithm, false, ["sign"]);
      const bytes = owned(new TextEncoder().encode(message));
      return new Uint8Array(await subtle.sign(hmacAlgorithm, imported, bytes));
    },
    verifyEd25519: async (spki, signature, message) => {
      const algorithm = { name: "Ed25519" };
      let key: CryptoKey;
      try {
        key = await subtle.importKey("spki", owned(spki), algorithm, false, ["verify"]);
      } catch (error) {
        // Browsers before 2025 know no Ed25519; a key that is none at all is something else.
        if (error instanceof DOMException && error.name === "NotSupportedError") return undefined;
        throw error;
      }
      return await subtle.verify(algorithm, key, owned(signature), owned(message));
    },
  };
}
