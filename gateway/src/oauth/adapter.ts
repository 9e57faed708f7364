import Provider, { errors } from 'oidc-provider';
import { CONSOLE_CLIENT, type KnownClient, type OauthStore, SCOPES } from '../access/index.ts';

/** How long a record without an expiry is stored, in seconds. */
const LONGEST = 30 * 24 * 60 * 60;

/**
 * Returns the library's storage adapter. Clients are registered by the operator; everything else is
 * a record.
 */
export function adapterOf(store: OauthStore) {
  return (model: string) => {
    const records = store.records(model);
    return {
      upsert: (id: string, payload: Record<string, unknown>, seconds = LONGEST) => {
        const former = model === 'RefreshToken' ? replacedToken() : undefined;
        return former
          ? replace(records, former, { id, payload, seconds })
          : records.upsert(id, payload, seconds);
      },
      find: (id: string) => (model === 'Client' ? clientOf(store, id) : records.find(id)),
      findByUid: (uid: string) => records.findByUid(uid),
      // The device flow is not supported.
      findByUserCode: async () => undefined,
      async consume(id: string) {
        // A refresh token is marked as used together with the insertion of its successor, see
        // `replace`.
        if (model === 'RefreshToken' || (await records.consume(id))) return;
        // If two requests send the same code, one wins. The other, like any reuse of a code, ends
        // the grant.
        const { grantId } = ((await records.find(id)) ?? {}) as { grantId?: string };
        if (grantId) await store.endGrant(grantId);
        throw new errors.InvalidGrant('it has been used');
      },
      destroy: (id: string) => records.destroy(id),
      revokeByGrantId: (grantId: string) => records.revokeByGrantId(grantId),
    };
  };
}

/**
 * Successors of refresh tokens that another request has inserted, by the request that lost the
 * race.
 */
const successors = new WeakMap<object, string>();

/**
 * Inserts the successor of a refresh token. If another request was first, its successor becomes the
 * response to this one as well.
 */
async function replace(
  records: ReturnType<OauthStore['records']>,
  former: string,
  successor: Parameters<ReturnType<OauthStore['records']>['replace']>[1],
): Promise<void> {
  const id = await records.replace(former, successor);
  if (id === undefined) throw new errors.InvalidGrant('refresh token not found');
  if (id !== successor.id) successors.set(Provider.ctx!.req, id);
}

/** Returns the refresh token that the current request replaces. */
function replacedToken(): string | undefined {
  const { oidc } = (Provider.ctx ?? {}) as { oidc?: { entities: Record<string, { jti: string }> } };
  return oidc?.entities['RotatedRefreshToken']?.jti;
}

/**
 * Returns the successor that the first request inserted to a request that replaced the same refresh
 * token second.
 */
export function returnSuccessor(provider: Provider): void {
  provider.use(async (context, next) => {
    await next();
    const successor = successors.get(context.req);
    const body = context.body as { refresh_token?: string } | undefined;
    if (successor && body?.refresh_token) body.refresh_token = successor;
  });
}

async function clientOf(store: OauthStore, id: string): Promise<Record<string, unknown> | undefined> {
  const client = await store.findClient(id);
  if (client?.redirectUris.length === 0)
    throw new errors.InvalidRequest(
      'this client has no redirect URI yet: add it with "oauth clients update"',
    );
  return (
    client && {
      client_id: client.clientId,
      client_name: client.name,
      redirect_uris: client.redirectUris,
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      ...scopeOf(client),
      // As a native client, it may use any port on the loopback interface (RFC 8252, section 7.3).
      application_type: isNative(client) ? 'native' : 'web',
      ...(client.secretHash
        ? { client_secret: client.secretHash, token_endpoint_auth_method: 'client_secret_post' }
        : { token_endpoint_auth_method: 'none' }),
    }
  );
}

/**
 * Returns the scopes of XTracker that a client may request; a request for another one of them is
 * rejected. The library knows every other scope only as one of a resource, see `featuresOf`.
 */
function scopeOf({ scope }: KnownClient): { scope?: string } {
  const known = scope.split(' ').filter((each) => SCOPES.xtracker.includes(each));
  return known.length > 0 ? { scope: known.join(' ') } : {};
}

/**
 * Returns whether a client is a program on the user's machine, which keeps no secret and listens on
 * a random port.
 */
function isNative({ clientId, secretHash, redirectUris }: KnownClient): boolean {
  // No consent protects the console, so a program on another port must not receive its codes.
  if (clientId === CONSOLE_CLIENT) return false;
  const urls = redirectUris.map((uri) => new URL(uri));
  // The library rejects a native client with https on the loopback interface.
  const possible = urls.every(({ protocol, hostname }) => protocol === 'http:' || !LOOPBACK.has(hostname));
  return secretHash === null && possible && urls.some(({ protocol }) => protocol === 'http:');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
