import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { TributaryError } from '@tributary/kit';

/** Scrypt parameters recommended by OWASP: 128 MiB of memory per password. */
const N = 2 ** 17;
const R = 8;
const P = 1;
const BYTES = 32;

/** Minimum length of a password, in characters. */
export const SHORTEST_PASSWORD = 12;
/** Maximum length of a password, in characters. */
export const LONGEST_PASSWORD = 256;

/** Returns the stored form of a password: parameters, salt and hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { N, r: R, p: P });
  return ['scrypt', N, R, P, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/** Concurrent hashes: each uses 128 MiB and one of the few threads that file reads also need. */
const MAX_HASHES = 2;
/** Maximum number of queued hashes; more simultaneous log-ins indicate an attack. */
const MAX_WAITING = 20;
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
  // A character takes two code units at most.
  const found = await derive(password.slice(0, 2 * LONGEST_PASSWORD), Buffer.from(salt, 'base64url'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
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

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  const all = { ...options, maxmem: 256 * 1024 * 1024 };
  return inTurn(
    () =>
      new Promise((resolve, reject) =>
        scrypt(password.normalize('NFKC'), salt, BYTES, all, (error, hash) =>
          error ? reject(error) : resolve(hash),
        ),
      ),
  );
}
