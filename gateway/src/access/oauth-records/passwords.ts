import { randomBytes, timingSafeEqual } from 'node:crypto';
import { invalidInput, TributaryError } from '@tributary/kit';
import { createThreads, isLongerThan, lengthOf } from '@tributary/kit/text';
import type { Derivation } from './password-thread.ts';

/** Scrypt's N, which with R and P is OWASP's recommendation: 128 MiB of memory per password. */
export const PASSWORD_COST = 2 ** 17;
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

/** Hashes of passwords. */
export interface Passwords {
  /** Returns the stored form of a password: parameters, salt and hash. */
  hash(password: string): Promise<string>;
  /**
   * Returns whether a password matches its stored hash. A user without one takes equally long, so
   * that timing does not reveal who has a password.
   */
  check(password: string, stored: string | undefined): Promise<boolean>;
}

/** Opens the hashes of passwords; `cost` is scrypt's N for new ones, a power of two. */
export function openPasswords(cost: number): Passwords {
  const storedForm = (salt: Buffer, hash: Uint8Array) =>
    ['scrypt', cost, R, P, salt.toString('base64url'), Buffer.from(hash).toString('base64url')].join('$');
  const ofNobody = storedForm(randomBytes(16), randomBytes(BYTES));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return storedForm(salt, await derive({ password, salt, n: cost, r: R, p: P, bytes: BYTES }));
    },
    async check(password, stored) {
      const [, n, r, p, salt = '', hash = ''] = (stored ?? ofNobody).split('$');
      const found = await derive({
        // A character takes two code units at most.
        password: password.slice(0, 2 * LONGEST_PASSWORD),
        salt: Buffer.from(salt, 'base64url'),
        n: Number(n),
        r: Number(r),
        p: Number(p),
        bytes: BYTES,
      });
      return timingSafeEqual(found, Buffer.from(hash, 'base64url')) && stored !== undefined;
    },
  };
}

function derive(derivation: Derivation): Promise<Uint8Array> {
  return inTurn(() => threads.run(derivation));
}
