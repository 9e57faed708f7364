import type { OauthClient } from '../data/oauth-clients.ts';

/** A client of a workspace, or the console, which belongs to none and serves users of them all. */
export type KnownClient = Omit<OauthClient, 'workspaceId'> & { readonly workspaceId: string | null };

/** The `client_id` of the built-in web console. */
export const CONSOLE_CLIENT = 'tributary-console';
/** The scope of the console's tokens: everything that the role of the user allows. */
export const CONSOLE_SCOPE = 'console';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Returns the console as a public client, whose redirect URI is `signed-in` below the issuer. */
export function consoleClient(issuer: string): KnownClient {
  return {
    clientId: CONSOLE_CLIENT,
    workspaceId: null,
    name: 'Tributary',
    redirectUris: originsOf(issuer).map((origin) => `${origin}/signed-in`),
    scope: CONSOLE_SCOPE,
    secretHash: null,
    createdAt: new Date(0),
    revokedAt: null,
  };
}

/** Returns whether users of a workspace can log in to a client. */
export function serves(client: KnownClient, workspaceId: string): boolean {
  return client.workspaceId === null || client.workspaceId === workspaceId;
}

/** Returns the issuer, under every name of the loopback interface if it is there. */
function originsOf(issuer: string): string[] {
  const url = new URL(issuer);
  if (!LOOPBACK.includes(url.hostname)) return [issuer];
  return LOOPBACK.map((name) => issuer.replace(`//${url.host}`, `//${name}${url.port && `:${url.port}`}`));
}
