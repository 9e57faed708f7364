import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { invalidInput, notFound } from '@tributary/kit';
import type { Kysely } from 'kysely';
import {
  insertClient,
  listClients,
  type OauthClient,
  updateClientRevoked,
  upsertPassword,
} from '../data/oauth.ts';
import type { Tables } from '../data/tables.ts';
import { SCOPES } from '../plans.ts';
import { hashPassword, SHORTEST_PASSWORD } from './passwords.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What an operator does with OAuth. */
export interface OauthAdmin {
  /** Makes a client; a confidential one gets a secret, shown this once. */
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
  /** NOT_FOUND when the workspace has none of this id. */
  revokeClient(workspaceId: string, clientId: string): Promise<void>;
  /** INVALID_INPUT for a password that is too short or too long. */
  checkLength(password: string): void;
  setPassword(workspaceId: string, userId: string, password: string): Promise<void>;
  /** Makes a new signing key; its id. */
  rotateKeys(): Promise<string>;
}

export function createOauthAdmin(
  db: Kysely<Tables>,
  keys: SigningKeys,
  clock: () => number,
  forget: (workspaceId: string) => void,
): OauthAdmin {
  return {
    async createClient(workspaceId, { name, redirectUris, scopes, ...client }) {
      if (name.length < 1 || name.length > 100)
        throw invalidInput('name', 'A client has a name of 1 to 100 characters.');
      if (redirectUris.length === 0)
        throw invalidInput('redirectUris', 'A client has a redirect URI at least.');
      for (const uri of redirectUris) checkRedirect(uri);
      const unknown = scopes?.find((scope) => !SCOPES.xtracker.includes(scope));
      if (unknown !== undefined)
        throw invalidInput('scopes', `"${unknown}" is not a scope; there are ${SCOPES.xtracker.join(', ')}.`);
      const clientId = randomUUID();
      const clientSecret = client.public ? null : randomBytes(32).toString('base64url');
      await insertClient(
        { db, workspaceId },
        {
          clientId,
          name,
          redirectUris: [...redirectUris],
          scope: (scopes ?? SCOPES.xtracker).join(' '),
          secretHash: clientSecret && hashSecret(clientSecret),
          createdAt: new Date(clock()),
          revokedAt: null,
        },
      );
      return { clientId, clientSecret };
    },
    listClients: (workspaceId) => listClients({ db, workspaceId }),
    async revokeClient(workspaceId, clientId) {
      if (!(await updateClientRevoked({ db, workspaceId }, clientId, new Date(clock()))))
        throw notFound('The client');
      forget(workspaceId);
    },
    checkLength,
    async setPassword(workspaceId, userId, password) {
      checkLength(password);
      await upsertPassword({ db, workspaceId }, userId, await hashPassword(password));
    },
    rotateKeys: () => keys.rotate(),
  };
}

/** What is kept of a client's secret: it has 256 random bits, so a plain SHA-256 keeps it safe. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function checkLength(password: string): void {
  if (password.length < SHORTEST_PASSWORD || password.length > 256)
    throw invalidInput('password', `A password has ${SHORTEST_PASSWORD} to 256 characters.`);
}

function checkRedirect(uri: string): void {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  const local = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (!url || url.hash || (url.protocol !== 'https:' && !local))
    throw invalidInput('redirectUris', `"${uri}" is not an https address without a fragment.`);
}
