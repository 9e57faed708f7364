import { errors } from 'oidc-provider';
import type { OauthStore } from '../access/index.ts';

/** Time that a record without an expiry of its own is kept, in seconds. */
const LONGEST = 30 * 24 * 60 * 60;

/** What the library keeps its records by: clients are the operator's, everything else is a record. */
export function adapterOf(store: OauthStore) {
  return (model: string) => {
    const records = store.records(model);
    return {
      upsert: (id: string, payload: Record<string, unknown>, seconds: number | undefined) =>
        records.upsert(id, payload, seconds ?? LONGEST),
      find: (id: string) => (model === 'Client' ? clientOf(store, id) : records.find(id)),
      findByUid: (uid: string) => records.findByUid(uid),
      // No device flow is offered.
      findByUserCode: async () => undefined,
      async consume(id: string) {
        if (await records.consume(id)) return;
        // Of two requests that come with one code together, one wins; like any second use, the other ends the grant.
        const { grantId } = ((await records.find(id)) ?? {}) as { grantId?: string };
        if (grantId) await store.endGrant(grantId);
        throw new errors.InvalidGrant('it has been used');
      },
      destroy: (id: string) => records.destroy(id),
      revokeByGrantId: (grantId: string) => records.revokeByGrantId(grantId),
    };
  };
}

async function clientOf(store: OauthStore, id: string): Promise<Record<string, unknown> | undefined> {
  const client = await store.findClient(id);
  return (
    client && {
      client_id: client.clientId,
      client_name: client.name,
      redirect_uris: client.redirectUris,
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: client.scope,
      ...(client.secretHash
        ? { client_secret: client.secretHash, token_endpoint_auth_method: 'client_secret_post' }
        : { token_endpoint_auth_method: 'none' }),
    }
  );
}
