/** Proof key of an authorization request (RFC 7636). */
export interface ProofKey {
  readonly verifier: string;
  /** SHA-256 of the verifier, in Base64url. */
  readonly challenge: string;
}

/** Creates a proof key. Throws if the page is served over HTTP by another host than localhost. */
export async function createProofKey(): Promise<ProofKey> {
  if (!globalThis.isSecureContext) throw new InsecureAddressError();
  const verifier = randomText();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)) };
}

/** The browser offers no cryptography at this address. */
export class InsecureAddressError extends Error {
  constructor() {
    super(
      'Browsers allow to log in over HTTPS and on localhost only. Set PUBLIC_URL to an https:// address, or open the console on localhost.',
    );
  }
}

/** Returns 256 random bits as Base64url. */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
