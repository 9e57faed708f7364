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
const TRACKERS = '{ trackers { id name } }';
const CREATE = `mutation ($input: TrackerInput!) {
  createTracker(input: $input) { ... on TrackerCreated { tracker { id name } } }
}`;

describe('urql', () => {
  test('queries once, and then reads from its cache', async () => {
    const client = open();
    const first = await client.query(TRACKERS, {});
    assert.equal(first.error, undefined);
    const again = await client.query(TRACKERS, {}, { requestPolicy: 'cache-only' });
    assert.deepEqual(again.data, first.data);
  });

  test('reads a list again after a mutation of its type', async () => {
    const client = open();
    await client.query(TRACKERS, {});
    const { data } = await client.mutation(CREATE, { input: { name: 'by urql', query: 'urql' } });
    const { tracker } = data.createTracker;
    const changed = await client.query(TRACKERS, {});
    assert.deepEqual(
      changed.data.trackers.find(({ id }) => id === tracker.id),
      tracker,
    );
  });

  test('returns an error with its code', async () => {
    const { error } = await open().query('{ communityPosts(first: 101) { totalCount } }', {});
    assert.equal(error.graphQLErrors[0].extensions.code, 'INVALID_INPUT');
    assert.equal(error.networkError, undefined);
  });
});
