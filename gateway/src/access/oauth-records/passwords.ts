import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { TributaryError } from '@tributary/kit';

/** OWASP's parameters for scrypt: 128 MiB of memory for one password. */
const N = 2 ** 17;
const R = 8;
const P = 1;
const BYTES = 32;
const LONGEST = 256;

/** Characters of the shortest password that is taken. */
export const SHORTEST_PASSWORD = 12;

/** What is kept of a password: its parameters, its salt and its hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, { N, r: R, p: P });
  return ['scrypt', N, R, P, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Hashes at a time: each takes 128 MiB, and one of the few threads that reading files needs as
 * well.
 */
const MAX_HASHES = 2;
/** Hashes waiting; more log-ins than that at once are no people. */
const MAX_WAITING = 20;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a hash when it is its turn; RATE_LIMITED when too many are waiting. */
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
 * Whether a password is the one that was kept; of a user who has none it takes as long to say no.
 */
export async function checkPassword(password: string, kept: string | undefined): Promise<boolean> {
  const [, n, r, p, salt, hash] = (kept ?? NOBODY).split('$') as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(hash, 'base64url');
  const found = await derive(password.slice(0, LONGEST), Buffer.from(salt, 'base64url'), {
    N: Number(n),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(found, expected) && kept !== undefined;
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
