import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { PRODUCTS, type Product } from '@tributary/kit/host';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { Kysely } from 'kysely';
import {
  type ApiKey,
  countKeys,
  findKeyOwner,
  insertKey,
  listKeys,
  listKeysByPrefix,
  updateKeyRevoked,
} from '../data/keys.ts';
import type { Tables } from '../data/tables.ts';
import { findUser } from '../data/users.ts';
import { generateKey, hashKey, type KeyKind, prefixOf, productsOf } from '../keys.ts';
import { grantableScopes } from '../plans.ts';

/** Administers the API keys of a workspace. */
export interface KeyAdmin {
  /** Creates a key and returns it in plain text, which is not possible later. */
  createKey(workspaceId: string, options: CreateKeyOptions): Promise<{ key: string; record: ApiKey }>;
  /** Registers an existing key with the workspace; no-op if already registered. */
  registerKey(workspaceId: string, options: { kind: KeyKind; key: string }): Promise<void>;
  listKeys(workspaceId: string): Promise<ApiKey[]>;
  /**
   * Revokes a key by its id, the key itself, or its displayed prefix. Throws CONFLICT with the
   * candidates if several keys share the prefix.
   */
  revokeKey(workspaceId: string, named: string): Promise<ApiKey>;
}

export interface CreateKeyOptions {
  kind: KeyKind;
  /** Display name, at most 100 characters; empty if omitted. */
  name?: string;
  /** Null grants every scope of the kind. */
  scopes?: readonly string[] | null;
  expiresAt?: Date | null;
  /** Email address of the user that owns the key. */
  user?: string | null;
}

const MOST_LISTED_KEYS = 1_000;
/** Maximum numbers of working keys, and of all keys including revoked ones, per workspace. */
const MAX_WORKING_KEYS = 500;
const MAX_KEYS = 10_000;
const LONGEST_NAME = 100;

export function createKeyAdmin(
  db: Kysely<Tables>,
  clock: () => number,
  forget: (workspaceId: string) => void,
): KeyAdmin {
  return {
    async createKey(workspaceId, options) {
      const scope = { db, workspaceId };
      checkScopes(options.scopes ?? null, productsOf(options.kind));
      if (isLongerThan(options.name ?? '', LONGEST_NAME))
        throw invalidInput('name', `The name of a key must have at most ${LONGEST_NAME} characters.`);
      await checkKeyCount(scope);
      if (options.expiresAt && options.expiresAt.getTime() <= clock())
        throw invalidInput('expires', 'The expiry must be in the future.');
      const user = options.user ? await findUser(scope, { email: options.user }) : undefined;
      if (options.user && !user) throw notFound(`The user "${options.user}"`);
      const key = generateKey(options.kind);
      const record = await insertKey(scope, {
        ...storedColumnsOf(key, options.kind),
        name: options.name ?? '',
        scopes: options.scopes ?? null,
        userId: user?.id ?? null,
        expiresAt: options.expiresAt ?? null,
      });
      return { key, record };
    },
    async registerKey(workspaceId, { kind, key }) {
      if (await findKeyOwner(db, hashKey(key))) return;
      const everything = { name: '', scopes: null, userId: null, expiresAt: null };
      await insertKey({ db, workspaceId }, { ...storedColumnsOf(key, kind), ...everything });
    },
    listKeys: (workspaceId) => listKeys({ db, workspaceId }, MOST_LISTED_KEYS),
    async revokeKey(workspaceId, named) {
      const scope = { db, workspaceId };
      const id = await keyIdOf(scope, named);
      const revoked = id && (await updateKeyRevoked(scope, id, new Date(clock())));
      if (!revoked) throw notFound('The key');
      forget(workspaceId);
      return revoked;
    },
  };
}

/** Throws CONFLICT if the workspace has reached its maximum number of keys. */
async function checkKeyCount(scope: Scope<Tables>): Promise<void> {
  const { working, all } = await countKeys(scope);
  if (working >= MAX_WORKING_KEYS)
    throw new TributaryError(
      'CONFLICT',
      `A workspace has at most ${MAX_WORKING_KEYS} active keys; revoke one first.`,
    );
  if (all >= MAX_KEYS)
    throw new TributaryError('CONFLICT', `A workspace has at most ${MAX_KEYS} keys, revoked ones included.`);
}

/** Returns the stored columns of a key, which exclude the key itself. */
function storedColumnsOf(key: string, kind: KeyKind) {
  return { hash: hashKey(key), prefix: prefixOf(key), products: productsOf(kind) };
}

/**
 * Returns the id of the key that an operator refers to, or undefined. A revoked key matches only if
 * no working key does.
 */
async function keyIdOf(scope: Scope<Tables>, named: string): Promise<string | undefined> {
  const owner = await findKeyOwner(scope.db, hashKey(named));
  if (owner?.workspaceId === scope.workspaceId) return owner.keyId;
  if (isUuid(named)) return named;
  const keys = await listKeysByPrefix(scope, named);
  const working = keys.filter(({ revokedAt }) => revokedAt === null);
  const matching = working.length > 0 ? working : keys;
  if (matching.length > 1)
    throw new TributaryError(
      'CONFLICT',
      `Several keys begin with "${named}"; select one by its id: ${matching.map(describeKey).join('; ')}.`,
    );
  return matching[0]?.id;
}

/** Describes a key so that an operator recognizes it. */
function describeKey({ id, products, createdAt }: ApiKey): string {
  const opens = products.length === PRODUCTS.length ? 'native' : products.join(', ');
  return `${id} (${opens}, created ${createdAt.toISOString()})`;
}

function checkScopes(scopes: readonly string[] | null, products: readonly Product[]): void {
  const possible = grantableScopes(products);
  const unknown = scopes?.find((scope) => !possible.includes(scope));
  if (unknown !== undefined)
    throw invalidInput(
      'scopes',
      `"${unknown}" is not a scope of this key; there are ${possible.join(', ')}.`,
    );
}
