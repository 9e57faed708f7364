/** The thread that derives hashes from passwords. */
import { scryptSync } from 'node:crypto';
import { setPriority } from 'node:os';
import { serveThread } from '@tributary/kit/text';

/** What a hash is derived from; `n`, `r` and `p` are the parameters of scrypt. */
export interface Derivation {
  readonly password: string;
  readonly salt: Uint8Array;
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** The length of the hash. */
  readonly bytes: number;
}

/** Twice what the parameters of new hashes need. */
const MAX_MEMORY = 256 * 1024 * 1024;

/** The scheduler prefers the main thread, so that log-ins do not delay requests. */
const NICENESS = 5;
// Linux alone gives each thread a priority; elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(NICENESS);

serveThread<null, Derivation, Uint8Array>(() => ({ password, salt, n, r, p, bytes }) => {
  const options = { N: n, r, p, maxmem: MAX_MEMORY };
  return new Uint8Array(scryptSync(password.normalize('NFKC'), salt, bytes, options));
});
