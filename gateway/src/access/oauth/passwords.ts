import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

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

/** Whether a password is the one that was kept; of a user who has none it takes as long to say no. */
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
  return new Promise((resolve, reject) =>
    scrypt(
      password.normalize('NFKC'),
      salt,
      BYTES,
      { ...options, maxmem: 256 * 1024 * 1024 },
      (error, hash) => (error ? reject(error) : resolve(hash)),
    ),
  );
}
