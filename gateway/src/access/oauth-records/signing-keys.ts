import { createHash, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import type { SealedColumn, Secrets } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { deleteSigningKeys, insertSigningKey, listSigningKeys } from '../data/signing-keys.ts';
import type { Tables } from '../data/tables.ts';

/** Signature algorithm of all access tokens. */
export const ALGORITHM = 'ES256';
/** How long a replaced key still verifies tokens, in milliseconds: longer than any token lives. */
const RETENTION = 2 * 60 * 60 * 1_000;
/** How long keys are cached in memory, in milliseconds. */
const REMEMBERED = 2_000;

export interface SigningKey extends JsonWebKey {
  kid: string;
}

/**
 * The keys that sign access tokens: stored encrypted in the database and shared by all processes.
 */
export interface SigningKeys {
  /** Returns all keys, newest first; the first one signs. Creates a key if there is none. */
  all(): Promise<SigningKey[]>;
  /**
   * Returns all keys, reading them again if this id is unknown because another process may have
   * created it.
   */
  knowing(kid: string): Promise<SigningKey[]>;
  /** Creates a new signing key; former keys verify until their tokens have expired. */
  rotate(): Promise<string>;
}

/** Opens the store of signing keys. */
export function openSigningKeys(
  db: Kysely<Tables>,
  secrets: Secrets,
  { clock, newId }: { clock: () => number; newId: () => string },
): SigningKeys {
  let known: { until: number; keys: Promise<SigningKey[]> } | undefined;
  const read = async (): Promise<SigningKey[]> => {
    const rows = await listSigningKeys(db);
    if (rows.length === 0) {
      await make();
      return read();
    }
    return Promise.all(
      rows.map(async ({ kid, sealed }) => JSON.parse(await secrets.open(sealed, ownerOf(kid))) as SigningKey),
    );
  };
  const make = async () => {
    const kid = newId();
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const key = JSON.stringify({ ...jwk, kid, alg: ALGORITHM, use: 'sig' });
    const sealed = await secrets.seal(key, ownerOf(kid));
    await insertSigningKey(db, { kid, sealed, createdAt: new Date(clock()) });
    return kid;
  };
  const readAgain = shareReads(read);
  const all = (again = false) => {
    if (again || !known || known.until < clock()) {
      const keys = again ? readAgain() : read();
      known = { until: clock() + REMEMBERED, keys };
      keys.catch(() => {
        known = undefined;
      });
    }
    return known.keys;
  };
  return {
    all: () => all(),
    async knowing(kid) {
      const keys = await all();
      return keys.some((key) => key.kid === kid) ? keys : all(true);
    },
    async rotate() {
      const kid = await make();
      known = undefined;
      const rows = await listSigningKeys(db);
      // A key signs until the next newer key is created.
      const done = rows.filter(
        (_, index) => index > 0 && rows[index - 1]!.createdAt.getTime() < clock() - RETENTION,
      );
      await deleteSigningKeys(
        db,
        done.map((row) => row.kid),
      );
      return kid;
    },
  };
}

/**
 * Runs one read at a time. Calls during a read share the next one, because the running read may
 * have begun before the wanted key was written: many tokens with unknown key ids cost two reads,
 * not one each.
 */
function shareReads<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;
  const run = (): Promise<Result> => {
    running = read().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) return run();
    next ??= running.then(
      () => startNext(),
      () => startNext(),
    );
    return next;
  };
  function startNext(): Promise<Result> {
    next = undefined;
    return run();
  }
}

/** Derives the secret that signs cookies or forms from a signing key. */
export function derivedSecret({ d }: SigningKey, purpose: string): string {
  return createHash('sha256').update(`${purpose}:${d}`).digest('base64url');
}

const ownerOf = (kid: string) => `signing_keys:${kid}`;

/** The column of encrypted signing keys, for rotation of the encryption key. */
export const sealedSigningKeys: SealedColumn = {
  table: 'signing_keys',
  column: 'sealed',
  key: ['kid'],
  ownerOf: ([kid]) => ownerOf(kid!),
};
