import { createDecipheriv } from 'node:crypto';
import type { KeyRing, SecretKey } from './secret-keys.ts';

// The formats before JWE, `v1.<bytes>` and `v2.<key id>.<bytes>`, with IV, tag and ciphertext in
// base64url. They are only decrypted; `tributary secrets rotate` rewrites them.

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = /^v(?:1|2\.([0-9a-f]{8}))\.([\w-]+)$/;

/** Whether a text is in a format before JWE. */
export function isLegacy(sealed: string): boolean {
  return FORMAT.test(sealed);
}

/**
 * Returns the id of the key that encrypted a text; null for the first format, which does not name
 * it.
 */
export function legacyKeyId(sealed: string): string | null {
  return FORMAT.exec(sealed)?.[1] ?? null;
}

/**
 * Decrypts a text in a format before JWE; throws if it was modified or belongs to another owner.
 */
export function decryptLegacy(sealed: string, owner: string, keys: KeyRing): string {
  const [, id, text] = FORMAT.exec(sealed)!;
  const bytes = Buffer.from(text!, 'base64url');
  const candidates = id ? [keys.named(id)] : keys.all();
  let failure: unknown;
  for (const key of candidates)
    try {
      return decrypt(key, bytes, owner);
    } catch (error) {
      failure = error;
    }
  throw failure;
}

function decrypt({ bytes: key }: SecretKey, bytes: Buffer, owner: string): string {
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(tag);
  const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
  return Buffer.concat(text).toString('utf8');
}
