import { createHash, randomBytes } from 'node:crypto';
import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';
import type { Kysely } from 'kysely';
import {
  insertClient,
  listClients,
  type OauthClient,
  updateClientRedirects,
  updateClientRevoked,
} from '../data/oauth-clients.ts';
import type { Tables } from '../data/tables.ts';
import { RESOURCES, scopesOfResource } from './access-tokens.ts';
import { checkPasswordLength, type Passwords } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';
import { storePassword } from './store-password.ts';

const MAX_REDIRECTS = 50;
/** Maximum number of clients per workspace, including revoked ones. */
const MAX_CLIENTS = 200;
/** Scopes that clients can have; the resource of a token limits them further. */
const CLIENT_SCOPES = [...new Set(RESOURCES.flatMap(scopesOfResource))];

/** OAuth operations for operators. */
export interface OauthAdmin {
  /**
   * Creates a client and returns a confidential client's secret, which cannot be shown again.
   * Redirect URIs may be added later, since some clients reveal theirs only after they have an id
   * and a secret.
   */
  createClient(
    workspaceId: string,
    client: {
      name: string;
      redirectUris: readonly string[];
      public: boolean;
      scopes: readonly string[] | null;
    },
  ): Promise<{ clientId: string; clientSecret: string | null }>;
  listClients(workspaceId: string): Promise<OauthClient[]>;
  /**
   * Replaces or extends a client's redirect URIs. Throws NOT_FOUND if the workspace has no working
   * client with this id.
   */
  updateClient(
    workspaceId: string,
    clientId: string,
    update: { redirectUris: readonly string[]; add: boolean },
  ): Promise<OauthClient>;
  /** Throws NOT_FOUND if the workspace has no client with this id. */
  revokeClient(workspaceId: string, clientId: string): Promise<void>;
  /** Throws INVALID_INPUT if a password is too short or too long. */
  checkLength(password: string): void;
  /**
   * Sets a user's password and ends the user's browser sessions, including those in the console;
   * grants to other clients remain.
   */
  setPassword(workspaceId: string, userId: string, password: string): Promise<void>;
  /** Creates a new signing key and returns its id. */
  rotateKeys(): Promise<string>;
}

export function createOauthAdmin(
  db: Kysely<Tables>,
  keys: SigningKeys,
  { clock, newId, passwords }: { clock: () => number; newId: () => string; passwords: Passwords },
  forget: (workspaceId: string) => void,
): OauthAdmin {
  return {
    async createClient(workspaceId, { name, redirectUris, scopes, ...client }) {
      if (name.length < 1 || isLongerThan(name, 100))
        throw invalidInput('name', 'The name of a client must have 1 to 100 characters.');
      checkRedirects(redirectUris);
      const unknown = scopes?.find((scope) => !CLIENT_SCOPES.includes(scope));
      if (unknown !== undefined)
        throw invalidInput('scopes', `"${unknown}" is not a scope; there are ${CLIENT_SCOPES.join(', ')}.`);
      if ((await listClients({ db, workspaceId })).length >= MAX_CLIENTS)
        throw new TributaryError('CONFLICT', `A workspace has at most ${MAX_CLIENTS} OAuth clients.`);
      const clientId = newId();
      const clientSecret = client.public ? null : randomBytes(32).toString('base64url');
      await insertClient(
        { db, workspaceId },
        {
          clientId,
          name,
          redirectUris: [...redirectUris],
          scope: (scopes ?? CLIENT_SCOPES).join(' '),
          secretHash: clientSecret && hashSecret(clientSecret),
          createdAt: new Date(clock()),
          revokedAt: null,
        },
      );
      return { clientId, clientSecret };
    },
    listClients: (workspaceId) => listClients({ db, workspaceId }),
    async updateClient(workspaceId, clientId, { redirectUris, add }) {
      if (redirectUris.length === 0)
        throw invalidInput('redirectUris', 'A client needs at least one redirect URI.');
      checkRedirects(redirectUris);
      const updated = await updateClientRedirects({ db, workspaceId }, clientId, redirectUris, { add });
      if (!updated) throw notFound('The client');
      return updated;
    },
    async revokeClient(workspaceId, clientId) {
      if (!(await updateClientRevoked({ db, workspaceId }, clientId, new Date(clock()))))
        throw notFound('The client');
      forget(workspaceId);
    },
    checkLength: checkPasswordLength,
    async setPassword(workspaceId, userId, password) {
      checkPasswordLength(password);
      await storePassword({ db, workspaceId }, userId, await passwords.hash(password));
      forget(workspaceId);
    },
    rotateKeys: () => keys.rotate(),
  };
}

/**
 * Returns the stored hash of a client secret. A secret has 256 random bits, so a plain SHA-256 is
 * enough.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function checkRedirects(uris: readonly string[]): void {
  if (uris.length > MAX_REDIRECTS)
    throw invalidInput('redirectUris', `A client has at most ${MAX_REDIRECTS} redirect URIs.`);
  for (const uri of uris) checkRedirect(uri);
}

function checkRedirect(uri: string): void {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  const local = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (!url || url.hash || (url.protocol !== 'https:' && !local))
    throw invalidInput('redirectUris', `"${uri}" is not an https address without a fragment.`);
}
