import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { gateway } from './gateway.js';

const open = () =>
  new Client({
    url: gateway.url,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: { headers: gateway.headers },
  });
const KEYWORDS = '{ trackedKeywords { id keyword } }';
const CREATE = `mutation ($keyword: String!) {
  createTrackedKeyword(keyword: $keyword) { ... on TrackedKeywordCreated { trackedKeyword { id keyword } } }
}`;

describe('urql', () => {
  test('queries once, and then reads from its cache', async () => {
    const client = open();
    const first = await client.query(KEYWORDS, {});
    assert.equal(first.error, undefined);
    const again = await client.query(KEYWORDS, {}, { requestPolicy: 'cache-only' });
    assert.deepEqual(again.data, first.data);
  });

  test('reads a list again after a mutation of its type', async () => {
    const client = open();
    await client.query(KEYWORDS, {});
    const { data } = await client.mutation(CREATE, { keyword: 'by urql' });
    const { trackedKeyword } = data.createTrackedKeyword;
    const changed = await client.query(KEYWORDS, {});
    assert.deepEqual(
      changed.data.trackedKeywords.find(({ id }) => id === trackedKeyword.id),
      trackedKeyword,
    );
  });

  test('returns an error with its code', async () => {
    const { error } = await open().query('{ communityPosts(first: 101) { totalCount } }', {});
    assert.equal(error.graphQLErrors[0].extensions.code, 'INVALID_INPUT');
    assert.equal(error.networkError, undefined);
  });
});
