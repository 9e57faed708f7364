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
} from './data/keys.ts';
import { deleteRecordsOfAccount, deleteRecordsOfWorkspace } from './data/oauth-records.ts';
import type { Tables } from './data/tables.ts';
import { countUsers, deleteUser, findUser, insertUser, listUsers, type User } from './data/users.ts';
import {
  findPlans,
  findWorkspaceByName,
  insertWorkspace,
  listWorkspaces,
  upsertPlan,
  type Workspace,
} from './data/workspaces.ts';
import { generateKey, hashKey, type KeyKind, prefixOf, productsOf } from './keys.ts';
import { subjectOf } from './oauth-records/subject.ts';
import { defaultPlan, grantableScopes, PLANS } from './plans.ts';

/** Administers workspaces, users, keys and plans, for the command line and the graph. */
export interface Admin {
  /** Throws CONFLICT if the name is taken. */
  createWorkspace(name: string): Promise<Workspace>;
  listWorkspaces(): Promise<(Workspace & { plans: Record<Product, string> })[]>;
  /** Throws NOT_FOUND if no workspace has this name. */
  findWorkspace(name: string): Promise<Workspace>;
  createUser(workspaceId: string, user: { email: string; name: string }): Promise<User>;
  listUsers(workspaceId: string): Promise<User[]>;
  /** Throws NOT_FOUND if the workspace has no user with this email address. */
  findUser(workspaceId: string, email: string): Promise<User>;
  /** Deletes a user, revokes the user's keys, and ends every session, grant and token. */
  deleteUser(workspaceId: string, userId: string): Promise<void>;
  /** Deletes the workspace's OAuth records; `deleteTenant` deletes its other rows. */
  deleteGrants(workspaceId: string): Promise<void>;
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
  setPlan(workspaceId: string, product: Product, plan: string): Promise<void>;
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

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const EMAIL = /^[^\s@\0]{1,64}@[^\s@\0]{1,255}$/;
const MOST_KEYS = 1_000;
/** Maximum numbers of working keys, and of all keys including revoked ones, per workspace. */
const MAX_WORKING_KEYS = 500;
const MAX_KEYS = 10_000;
const MAX_USERS = 1_000;
const LONGEST_NAME = 100;

export function createAdmin(
  db: Kysely<Tables>,
  clock: () => number,
  forget: (workspaceId: string) => void,
): Admin {
  const scopeOf = (workspaceId: string) => ({ db, workspaceId });
  return {
    async createWorkspace(name) {
      if (!NAME.test(name))
        throw invalidInput(
          'name',
          'A workspace name must have 1 to 63 characters of a-z, 0-9 and "-", and must not begin with "-".',
        );
      const workspace = await insertWorkspace(db, name);
      if (!workspace) throw new TributaryError('CONFLICT', `A workspace "${name}" already exists.`);
      return workspace;
    },
    async listWorkspaces() {
      const workspaces = await listWorkspaces(db);
      return Promise.all(
        workspaces.map(async (workspace) => ({ ...workspace, plans: await plansOf(scopeOf(workspace.id)) })),
      );
    },
    async findWorkspace(name) {
      const workspace = await findWorkspaceByName(db, name);
      if (!workspace) throw notFound(`The workspace "${name}"`);
      return workspace;
    },
    async createUser(workspaceId, user) {
      if (!EMAIL.test(user.email)) throw invalidInput('email', `"${user.email}" is not an email address.`);
      if ((await countUsers(scopeOf(workspaceId))) >= MAX_USERS)
        throw new TributaryError('CONFLICT', `A workspace has at most ${MAX_USERS} users.`);
      const created = await insertUser(scopeOf(workspaceId), user);
      if (!created) throw new TributaryError('CONFLICT', `A user "${user.email}" already exists.`);
      return created;
    },
    listUsers: (workspaceId) => listUsers(scopeOf(workspaceId)),
    async findUser(workspaceId, email) {
      const user = await findUser(scopeOf(workspaceId), { email });
      if (!user) throw notFound(`The user "${email}"`);
      return user;
    },
    async deleteUser(workspaceId, userId) {
      await deleteUser(scopeOf(workspaceId), userId, new Date(clock()));
      await deleteRecordsOfAccount(db, subjectOf({ workspaceId, userId }));
      forget(workspaceId);
    },
    async deleteGrants(workspaceId) {
      await deleteRecordsOfWorkspace(scopeOf(workspaceId));
      forget(workspaceId);
    },
    async createKey(workspaceId, options) {
      const scope = scopeOf(workspaceId);
      checkScopes(options.scopes ?? null, productsOf(options.kind));
      if (isLongerThan(options.name ?? '', LONGEST_NAME))
        throw invalidInput('name', `The name of a key must have at most ${LONGEST_NAME} characters.`);
      await checkRoom(scope);
      if (options.expiresAt && options.expiresAt.getTime() <= clock())
        throw invalidInput('expires', 'The expiry must be in the future.');
      const user = options.user ? await findUser(scope, { email: options.user }) : undefined;
      if (options.user && !user) throw notFound(`The user "${options.user}"`);
      const key = generateKey(options.kind);
      const record = await insertKey(scope, {
        ...keptOf(key, options.kind),
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
      await insertKey(scopeOf(workspaceId), { ...keptOf(key, kind), ...everything });
    },
    listKeys: (workspaceId) => listKeys(scopeOf(workspaceId), MOST_KEYS),
    async revokeKey(workspaceId, named) {
      const scope = scopeOf(workspaceId);
      const id = await keyIdOf(scope, named);
      const revoked = id && (await updateKeyRevoked(scope, id, new Date(clock())));
      if (!revoked) throw notFound('The key');
      forget(workspaceId);
      return revoked;
    },
    async setPlan(workspaceId, product, plan) {
      if (!PLANS[product][plan])
        throw invalidInput('plan', `${product} has the plans ${Object.keys(PLANS[product]).join(', ')}.`);
      await upsertPlan(scopeOf(workspaceId), product, plan);
      forget(workspaceId);
    },
  };
}

/** Throws CONFLICT if the workspace has reached its maximum number of keys. */
async function checkRoom(scope: Scope<Tables>): Promise<void> {
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
function keptOf(key: string, kind: KeyKind) {
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

/** Returns the plan of every product, falling back to the product's default. */
export async function plansOf(scope: Parameters<typeof findPlans>[0]): Promise<Record<Product, string>> {
  const chosen = await findPlans(scope);
  return Object.fromEntries(
    PRODUCTS.map((product) => [product, chosen[product] ?? defaultPlan(product)]),
  ) as Record<Product, string>;
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
