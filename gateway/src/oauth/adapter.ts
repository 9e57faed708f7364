import Provider, { errors } from 'oidc-provider';
import type { OauthClient, OauthStore } from '../access/index.ts';

/** Time that a record without an expiry of its own is kept, in seconds. */
const LONGEST = 30 * 24 * 60 * 60;

/** Gives the library its storage: clients are the operator's, everything else is a record. */
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
      // No device flow is offered.
      findByUserCode: async () => undefined,
      async consume(id: string) {
        // A refresh token is marked as used together with the insertion of its successor, see
        // `replace`.
        if (model === 'RefreshToken' || (await records.consume(id))) return;
        // Of two requests that send one code at the same time one wins; like any second use, the
        // other ends the grant.
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
 * Successors of refresh tokens that another request has inserted, by the request that came second.
 */
const successors = new WeakMap<object, string>();

/**
 * Inserts the successor of a refresh token, unless another request has: its successor is then the
 * answer to this one too.
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

/** The refresh token that the current request replaces. */
function replacedToken(): string | undefined {
  const { oidc } = (Provider.ctx ?? {}) as { oidc?: { entities: Record<string, { jti: string }> } };
  return oidc?.entities['RotatedRefreshToken']?.jti;
}

/**
 * Answers a request that replaced a refresh token second with the successor that the first one
 * inserted.
 */
export function answerWithSuccessor(provider: Provider): void {
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
      scope: client.scope,
      // The library then accepts any port on the loopback interface (RFC 8252, section 7.3).
      application_type: isNative(client) ? 'native' : 'web',
      ...(client.secretHash
        ? { client_secret: client.secretHash, token_endpoint_auth_method: 'client_secret_post' }
        : { token_endpoint_auth_method: 'none' }),
    }
  );
}

/**
 * A program on the user's machine: it keeps no secret, and listens on the port that it gets when it
 * starts.
 */
function isNative({ secretHash, redirectUris }: OauthClient): boolean {
  const urls = redirectUris.map((uri) => new URL(uri));
  // The library refuses a native client that names the loopback interface by https.
  const possible = urls.every(({ protocol, hostname }) => protocol === 'http:' || !LOOPBACK.has(hostname));
  return secretHash === null && possible && urls.some(({ protocol }) => protocol === 'http:');
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
