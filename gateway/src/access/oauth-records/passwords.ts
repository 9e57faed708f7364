import { randomBytes, timingSafeEqual } from 'node:crypto';
import { invalidInput, TributaryError } from '@tributary/kit';
import { createThreads, isLongerThan, lengthOf } from '@tributary/kit/text';
import type { Derivation } from './password-thread.ts';

/** Scrypt parameters recommended by OWASP: 128 MiB of memory per password. */
const N = 2 ** 17;
const R = 8;
const P = 1;
const BYTES = 32;

/** Minimum length of a password, in characters. */
export const SHORTEST_PASSWORD = 12;
/** Maximum length of a password, in characters. */
export const LONGEST_PASSWORD = 256;

/** Throws INVALID_INPUT if a password is too short or too long. */
export function checkPasswordLength(password: string): void {
  if (lengthOf(password) < SHORTEST_PASSWORD || isLongerThan(password, LONGEST_PASSWORD))
    throw invalidInput(
      'password',
      `A password must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`,
    );
}

/** Returns the stored form of a password: parameters, salt and hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive({ password, salt, n: N, r: R, p: P, bytes: BYTES });
  return ['scrypt', N, R, P, salt.toString('base64url'), Buffer.from(hash).toString('base64url')].join('$');
}

/** Concurrent hashes: each uses 128 MiB. */
const MAX_HASHES = 2;
/** Maximum number of queued hashes; more simultaneous log-ins indicate an attack. */
const MAX_WAITING = 20;
/** A hash takes half a second of CPU, which must not delay requests. */
const threads = createThreads<Derivation, Uint8Array>(new URL('password-thread.ts', import.meta.url), null);
let running = 0;
const waiting: (() => void)[] = [];

/** Queues a hash until a slot is free; throws RATE_LIMITED if the queue is full. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= MAX_HASHES) {
    if (waiting.length >= MAX_WAITING)
      throw new TributaryError('RATE_LIMITED', 'Too many log-ins at once. Try again in a moment.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/**
 * Returns whether a password matches its stored hash. A user without one takes equally long, so
 * that timing does not reveal who has a password.
 */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, n, r, p, salt, hash] = (stored ?? NOBODY).split('$') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(hash, 'base64url');
  const found = await derive({
    // A character takes two code units at most.
    password: password.slice(0, 2 * LONGEST_PASSWORD),
    salt: Buffer.from(salt, 'base64url'),
    n: Number(n),
    r: Number(r),
    p: Number(p),
    bytes: BYTES,
  });
  return timingSafeEqual(found, expected) && stored !== undefined;
}

const NOBODY = [
  'scrypt',
  N,
  R,
  P,
  randomBytes(16).toString('base64url'),
  randomBytes(BYTES).toString('base64url'),
].join('$');

function derive(derivation: Derivation): Promise<Uint8Array> {
  return inTurn(() => threads.run(derivation));
}
