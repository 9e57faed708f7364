import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { Client, fetchExchange } from '@urql/core';
import relay from 'relay-runtime';
import { openParts, PART_FORMATS } from '../support/parts.ts';
import { gateway } from './gateway.js';
import { compileForRelay } from './relay-artifact.js';

const POSTS = `{ communityPosts(first: 2) { nodes { id title ... @defer(label: "rest") { url } } } }`;

/** Returns the same posts at once. */
async function atOnce() {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...gateway.headers },
    body: JSON.stringify({ query: POSTS }),
  });
  const { data } = await response.json();
  return data.communityPosts.nodes;
}

/** Requires that the first result lacks what is deferred, and that the last one has everything. */
async function assertInParts(results) {
  const posts = await atOnce();
  assert.ok(results.length > 1, `${results.length} results`);
  assert.deepEqual(
    results[0].map(({ id, title, url }) => ({ id, title, url })),
    posts.map(({ id, title }) => ({ id, title, url: undefined })),
  );
  assert.deepEqual(
    results.at(-1).map(({ id, title, url }) => ({ id, title, url })),
    posts,
  );
}

describe('Apollo Client reads deferred fragments', () => {
  const read = async (incrementalHandler) => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: gateway.url, headers: gateway.headers }),
      cache: new InMemoryCache(),
      incrementalHandler,
    });
    const results = [];
    await new Promise((resolve, reject) => {
      client.watchQuery({ query: gql(POSTS) }).subscribe({
        next({ data, dataState, error }) {
          if (error) reject(error);
          if (data?.communityPosts) results.push(structuredClone(data.communityPosts.nodes));
          if (dataState === 'complete') resolve();
        },
        error: reject,
      });
    });
    client.stop();
    await assertInParts(results);
  };

  test('in the format of August 2022', () => read(new Defer20220824Handler()));
  test('in the format of the draft', () => read(new GraphQL17Alpha9Handler()));
});

describe('urql reads deferred fragments', () => {
  for (const format of PART_FORMATS)
    test(`by ${format}`, async () => {
      const accept = `multipart/mixed;${format},application/json`;
      const client = new Client({
        url: gateway.url,
        exchanges: [fetchExchange],
        preferGetMethod: false,
        fetchOptions: { headers: { ...gateway.headers, accept } },
      });
      const results = [];
      await new Promise((resolve, reject) => {
        client.query(POSTS, {}).subscribe(({ data, error, hasNext }) => {
          if (error) reject(error);
          results.push(structuredClone(data.communityPosts.nodes));
          if (!hasNext) resolve();
        });
      });
      await assertInParts(results);
    });
});

test('Relay reads deferred fragments', async (t) => {
  const { createOperationDescriptor, Environment, getRequest, getSelector } = relay;
  const { Network, Observable, RecordSource, Store } = relay;
  const documents = [
    'query postsQuery { communityPosts(first: 2) { nodes { id title ...posts_rest @defer(label: "rest") } } }',
    'fragment posts_rest on CommunityPost { url }',
  ];
  const artifact = await compileForRelay(t, 'posts', documents);
  const fragment = await artifact('posts_rest');
  const query = await artifact('postsQuery');
  const network = Network.create(({ text }, variables) =>
    Observable.create((sink) => {
      const send = async () => {
        const options = { accept: PART_FORMATS[0], headers: gateway.headers };
        const parts = await openParts(gateway.url, { query: text, variables }, options);
        const { hasNext: _, ...first } = await parts.next();
        sink.next(first);
        for (const { incremental } of await parts.rest()) for (const each of incremental) sink.next(each);
        sink.complete();
      };
      send().catch(sink.error);
    }),
  );
  const environment = new Environment({ network, store: new Store(new RecordSource()) });
  const operation = createOperationDescriptor(getRequest(query), {});
  const read = () => {
    const { data } = environment.lookup(operation.fragment);
    return data.communityPosts.nodes.map((node) => ({
      id: node.id,
      title: node.title,
      url: environment.lookup(getSelector(fragment, node)).data?.url,
    }));
  };
  const results = [];
  await new Promise((resolve, reject) => {
    environment.execute({ operation }).subscribe({
      next: () => results.push(read()),
      complete: resolve,
      error: reject,
    });
  });
  await assertInParts(results);
});
