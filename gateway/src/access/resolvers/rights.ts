import { invalidInput, notFound, type Principal, TributaryError } from '@tributary/kit';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import type { CreateKeyOptions } from '../admin/index.ts';
import type { Context } from '../context.ts';
import { findKey } from '../data/keys.ts';
import type { Tables } from '../data/tables.ts';
import { findUser } from '../data/users.ts';
import { type KeyKind, productsOf } from '../keys.ts';
import { grantableScopes } from '../plans.ts';
import type { Role } from '../roles.ts';

/**
 * Throws FORBIDDEN_SCOPE if the caller may not give or take away one of these roles: only an owner
 * manages owners. A key of the workspace itself acts for its operators, who may.
 */
export async function checkMayManage(context: Context, ...roles: readonly Role[]): Promise<void> {
  const { internal, userId } = context.principal!;
  if (!roles.includes('owner') || internal || userId === null) return;
  const caller = await findUser(context.scope(), { id: userId });
  if (caller?.role !== 'owner')
    throw new TributaryError('FORBIDDEN_SCOPE', 'Only an owner of the workspace can manage its owners.');
}

/** The caller's input for a new key. */
export interface WantedKey {
  readonly kind: KeyKind;
  readonly name?: string | null;
  readonly scopes?: readonly string[] | null;
  readonly userId?: string | null;
  readonly expiresAt?: Date | null;
}

/**
 * Returns options that give a new key no more rights than the caller's: no other product or scope,
 * no other user if the caller's key belongs to one, and no later expiry. Throws INVALID_INPUT
 * naming the excess right.
 */
export async function withinRights(
  scope: Scope<Tables>,
  principal: Principal,
  wanted: WantedKey,
): Promise<CreateKeyOptions> {
  const products = productsOf(wanted.kind);
  const foreign = products.find((product) => !principal.products.includes(product));
  if (foreign)
    throw invalidInput(
      'input.kind',
      `A key of this kind grants access to ${foreign}, which the calling key does not.`,
    );
  return {
    kind: wanted.kind,
    name: wanted.name ?? '',
    scopes: scopesWithin(principal, wanted, grantableScopes(products)),
    user: await userWithin(scope, principal, wanted.userId ?? null),
    expiresAt: await expiryWithin(scope, principal, wanted.expiresAt ?? null),
  };
}

/**
 * Without a list, returns every scope that both keys can have. Scopes are always stored explicitly,
 * so that a later version cannot add any.
 */
function scopesWithin(
  { scopes }: Principal,
  wanted: WantedKey,
  possible: readonly string[],
): readonly string[] {
  const beyond = wanted.scopes?.find((scope) => !scopes.includes(scope));
  if (beyond !== undefined)
    throw invalidInput('input.scopes', `The calling key lacks the scope ${beyond}, so it cannot grant it.`);
  const impossible = wanted.scopes?.find((scope) => !possible.includes(scope));
  if (impossible !== undefined)
    throw invalidInput('input.scopes', `A key of this kind cannot have the scope ${impossible}.`);
  return wanted.scopes ?? possible.filter((scope) => scopes.includes(scope));
}

/** Returns the email address of the new key's user; null for a key of the workspace. */
async function userWithin(
  scope: Scope<Tables>,
  principal: Principal,
  wanted: string | null,
): Promise<string | null> {
  if (principal.userId !== null && wanted !== null && wanted !== principal.userId)
    throw invalidInput('input.userId', 'A key of a user can create keys of that user only.');
  const id = wanted ?? principal.userId;
  if (id === null) return null;
  const user = isUuid(id) ? await findUser(scope, { id }) : undefined;
  if (!user) throw notFound('The user');
  return user.email;
}

/** Returns the expiry of the new key, which must not be after that of the calling key. */
async function expiryWithin(
  scope: Scope<Tables>,
  principal: Principal,
  wanted: Date | null,
): Promise<Date | null> {
  const own = isUuid(principal.keyId) ? await findKey(scope, principal.keyId) : undefined;
  // A user who is logged in to the console has no key that could expire.
  if (!own && principal.userId !== null) return wanted;
  if (!own) throw new TributaryError('FORBIDDEN_SCOPE', 'Only an API key or a user can create API keys.');
  if (own.expiresAt === null) return wanted;
  if (wanted !== null && wanted > own.expiresAt)
    throw invalidInput(
      'input.expiresAt',
      `The calling key expires at ${own.expiresAt.toISOString()}; a key that it creates must not expire later.`,
    );
  return wanted ?? own.expiresAt;
}
