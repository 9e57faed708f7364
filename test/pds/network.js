import assert from 'node:assert/strict';
import { TestNetworkNoAppView } from '@atproto/dev-env';

/** The password of every account. */
export const PASSWORD = 'a long password';

/** The collection that posts are records of. */
export const POSTS = 'app.bsky.feed.post';

/**
 * Starts the vendor's own server and its directory of identities, with the accounts alice.test and
 * bob.test.
 */
export async function startNetwork() {
  const network = await TestNetworkNoAppView.create({});
  const { url } = network.pds;

  /** Sends an unauthenticated request to the server. */
  async function ask(method, name, values) {
    const query = method === 'GET' ? `?${new URLSearchParams(values)}` : '';
    const response = await fetch(`${url}/xrpc/${name}${query}`, {
      method,
      ...(method === 'POST'
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(values) }
        : {}),
    });
    assert.equal(response.status, 200, `${name} answered ${response.status}`);
    return response.headers.get('content-type')?.startsWith('application/json')
      ? response.json()
      : Buffer.from(await response.arrayBuffer());
  }

  async function createAccount(name) {
    const { did } = await ask('POST', 'com.atproto.server.createAccount', {
      handle: `${name}.test`,
      email: `${name}@example.org`,
      password: PASSWORD,
    });
    return did;
  }

  return {
    url,
    ask,
    /** Their DIDs. */
    alice: await createAccount('alice'),
    bob: await createAccount('bob'),
    /** Lists all posts of an account. */
    records: async (repo) =>
      (await ask('GET', 'com.atproto.repo.listRecords', { repo, collection: POSTS })).records,
    stop: () => network.close(),
  };
}

/** Returns the text that each facet of a post covers, by its byte range, and the facet's target. */
export function covered({ text, facets = [] }) {
  const bytes = Buffer.from(text);
  return facets.map(({ index, features: [feature] }) => [
    bytes.subarray(index.byteStart, index.byteEnd).toString(),
    feature.uri ?? feature.did ?? `#${feature.tag}`,
  ]);
}
