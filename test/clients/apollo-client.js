import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { gateway, recordingFetch } from './gateway.js';

function open({ cache = new InMemoryCache(), persisted = false } = {}) {
  const { sent, send } = recordingFetch();
  const http = new HttpLink({ uri: gateway.url, headers: gateway.headers, fetch: send });
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const link = persisted ? new PersistedQueryLink({ sha256 }).concat(http) : http;
  return { client: new ApolloClient({ link, cache }), sent };
}

const PAGE = gql`
  query Page($after: String) {
    communityPosts(first: 2, after: $after) {
      edges { cursor node { id title engagementStatus } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

describe('Apollo Client', () => {
  test('queries once, and then reads from its cache', async () => {
    const { client, sent } = open();
    const first = await client.query({ query: PAGE });
    assert.equal(first.data.communityPosts.edges.length, 2);
    const again = await client.query({ query: PAGE, fetchPolicy: 'cache-only' });
    assert.deepEqual(again.data, first.data);
    assert.equal(sent.length, 1);
  });

  test('merges the result of a mutation into its cache, by type and id', async () => {
    const { client, sent } = open();
    const { data } = await client.query({ query: PAGE });
    const [{ node }] = data.communityPosts.edges;
    await client.mutate({
      mutation: gql`
        mutation Engage($id: ID!) {
          setEngagementStatus(postId: $id, status: ENGAGED) {
            ... on EngagementStatusSet { post { id engagementStatus } }
          }
        }
      `,
      variables: { id: node.id },
    });
    const changed = await client.query({ query: PAGE, fetchPolicy: 'cache-only' });
    assert.equal(changed.data.communityPosts.edges[0].node.engagementStatus, 'ENGAGED');
    assert.equal(sent.length, 2);
  });

  test('pages through a connection as Relay does', async () => {
    const typePolicies = { Query: { fields: { communityPosts: relayStylePagination() } } };
    const { client } = open({ cache: new InMemoryCache({ typePolicies }) });
    const watched = client.watchQuery({ query: PAGE });
    const first = await watched.refetch();
    const { endCursor: after } = first.data.communityPosts.pageInfo;
    await watched.fetchMore({ variables: { after } });
    const { edges } = client.readQuery({ query: PAGE }).communityPosts;
    assert.equal(new Set(edges.map(({ node }) => node.id)).size, 4);
  });

  test('sends only the hash of a persisted query from the second time on', async () => {
    const query = gql`query Mine { viewer { workspace { id name } } }`;
    const first = open({ persisted: true });
    assert.equal((await first.client.query({ query })).data.viewer.workspace.name, 'demo');
    assert.deepEqual(
      first.sent.map((body) => 'query' in body),
      [false, true],
    );
    const second = open({ persisted: true });
    assert.equal((await second.client.query({ query })).data.viewer.workspace.name, 'demo');
    assert.deepEqual(
      second.sent.map((body) => 'query' in body),
      [false],
    );
  });

  test('returns an error with its code', async () => {
    const { client } = open();
    const query = gql`{ communityPosts(first: 101) { totalCount } }`;
    await assert.rejects(client.query({ query }), (error) => {
      assert.ok(CombinedGraphQLErrors.is(error));
      assert.equal(error.errors[0].extensions.code, 'INVALID_INPUT');
      return true;
    });
  });
});
