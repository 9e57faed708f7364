import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContentType, isContentType } from './media-asset.ts';
import type { Announced } from './store.ts';

/** Returns the query string of an upload: announced type and size, expiry and signature. */
export function signedQuery(file: Announced, secret: string): URLSearchParams {
  const expires = Math.floor(file.expiresAt.getTime() / 1_000);
  return new URLSearchParams({
    type: file.contentType,
    size: String(file.size),
    expires: String(expires),
    signature: signatureOf(file.key, file.contentType, String(file.size), String(expires), secret),
  });
}

/** Permissions granted by a signed URL. */
export interface Permit {
  readonly key: string;
  readonly contentType: ContentType;
  readonly size: number;
}

/** Verifies a signed URL; returns its permissions, or the reason for rejecting it. */
export function readSigned(
  key: string,
  query: Readonly<Record<string, unknown>>,
  secret: string,
  now: Date,
): Permit | 'tampered' | 'expired' {
  const [type, size, expires, signature] = ['type', 'size', 'expires', 'signature'].map((name) =>
    typeof query[name] === 'string' ? (query[name] as string) : '',
  ) as [string, string, string, string];
  const expected = Buffer.from(signatureOf(key, type, size, expires, secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || !isContentType(type))
    return 'tampered';
  if (now.getTime() >= Number(expires) * 1_000) return 'expired';
  return { key, contentType: type, size: Number(size) };
}

function signatureOf(key: string, type: string, size: string, expires: string, secret: string): string {
  return createHmac('sha256', secret).update(`PUT\n${key}\n${type}\n${size}\n${expires}`).digest('base64url');
}

/** Returns the signing key of a data directory; the first process creates it. */
export async function signingKey(folder: string): Promise<string> {
  const file = join(folder, 'signing-key');
  await mkdir(folder, { recursive: true });
  try {
    // `wx`: if two processes start together, one creates the file and the other reads it.
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}
