import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import relay from 'relay-runtime';
import { gateway } from './gateway.js';
import { compileForRelay } from './relay-artifact.js';

const CHANGED = 'subscription Changed($id: ID!) { postChanged(id: $id) { id body status } }';

/** Creates a draft, which every subscription to it returns first. */
async function draft(body) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...gateway.headers },
    body: JSON.stringify({
      query:
        'mutation ($body: String!) { createPost(input: { body: $body }) { ... on PostCreated { post { id } } } }',
      variables: { body },
    }),
  });
  const { data } = await response.json();
  return data.createPost.post.id;
}

const openSocket = () =>
  createSocketClient({ url: gateway.url.replace('http', 'ws'), connectionParams: gateway.headers });

/** Resolves with the first result of an observable, and unsubscribes. */
function firstOf(observable) {
  return new Promise((resolve, reject) => {
    const subscription = observable.subscribe({
      next(result) {
        resolve(result);
        queueMicrotask(() => subscription.unsubscribe());
      },
      error: reject,
    });
  });
}

describe('Apollo Client subscribes', () => {
  const subscribe = async (link) => {
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const id = await draft('for Apollo Client');
    const { data } = await firstOf(client.subscribe({ query: gql(CHANGED), variables: { id } }));
    assert.deepEqual(data.postChanged, {
      __typename: 'Post',
      id,
      body: 'for Apollo Client',
      status: 'DRAFT',
    });
  };

  test('by a multipart response', () =>
    subscribe(new HttpLink({ uri: gateway.url, headers: gateway.headers })));

  test('over a WebSocket', async () => {
    const client = openSocket();
    await subscribe(new GraphQLWsLink(client));
    await client.dispose();
  });
});

describe('urql subscribes', () => {
  const subscribe = async (exchange, more = {}) => {
    const client = new Client({
      url: gateway.url,
      exchanges: [exchange],
      fetchOptions: { headers: gateway.headers },
      ...more,
    });
    const id = await draft('for urql');
    const result = await new Promise((resolve) => {
      const { unsubscribe } = client.subscription(CHANGED, { id }).subscribe((each) => {
        resolve(each);
        queueMicrotask(unsubscribe);
      });
    });
    assert.equal(result.error, undefined);
    assert.deepEqual(result.data.postChanged, { id, body: 'for urql', status: 'DRAFT' });
  };

  test('by server-sent events', () => subscribe(fetchExchange, { fetchSubscriptions: true }));

  test('over a WebSocket', async () => {
    const client = openSocket();
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables }, sink) }),
      }),
    });
    await subscribe(exchange);
    await client.dispose();
  });
});

describe('Relay subscribes', () => {
  const compile = async (t) => {
    const document = CHANGED.replace('Changed', 'changedSubscription');
    return (await compileForRelay(t, 'changed', [document]))('changedSubscription');
  };

  const subscribe = async (t, client) => {
    const { Environment, Network, Observable, RecordSource, requestSubscription, Store } = relay;
    const network = Network.create(
      () => assert.fail('Nothing is queried.'),
      ({ text }, variables) =>
        Observable.create((sink) => client.subscribe({ query: text, variables }, sink)),
    );
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    const id = await draft('for Relay');
    const subscription = await compile(t);
    const response = await new Promise((resolve, reject) => {
      const { dispose } = requestSubscription(environment, {
        subscription,
        variables: { id },
        onNext(each) {
          resolve(each);
          queueMicrotask(dispose);
        },
        onError: reject,
      });
    });
    assert.deepEqual(response.postChanged, { id, body: 'for Relay', status: 'DRAFT' });
    await client.dispose();
  };

  test('by server-sent events', (t) => subscribe(t, createSseClient(gateway)));
  test('over a WebSocket', (t) => subscribe(t, openSocket()));
});
