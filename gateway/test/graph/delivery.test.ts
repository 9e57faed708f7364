import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { silentLog, testPrincipal } from '@tributary/kit/testing';
import { deliveryWatch, openGraph } from '../../src/graph/index.ts';
import { shop } from './support/shop.ts';
import { composeSubgraphs, plainTransports, type TestSubgraph } from './support/subgraphs.ts';

/** Creates a subgraph that charges, and records the deliveries that it refunds. */
function charging(name: string, field: string, taken: string[]): TestSubgraph {
  return {
    name,
    sdl: `type Query { ${name}: Int } type Mutation { ${field}(delivery: String!): Int! }`,
    resolvers: {
      Mutation: {
        [field]: (_: unknown, { delivery }: { delivery: string }) => taken.push(`${field} ${delivery}`),
      },
    },
  };
}

class Response extends EventEmitter {
  writableFinished = false;
}

async function watchOf(supergraph: ReturnType<typeof composeSubgraphs>) {
  const transports = plainTransports(supergraph);
  const graph = await openGraph({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
    log: silentLog,
  });
  return deliveryWatch(graph);
}

const principal = testPrincipal('w');

test('every subgraph that charges refunds responses that did not arrive, and no others', async () => {
  const taken: string[] = [];
  const watch = await watchOf(
    composeSubgraphs([
      charging('a', 'refundUndelivered', taken),
      charging('b', 'forgetUndelivered', taken),
      charging('c', 'somethingElse', taken),
    ]),
  );
  const [lost, arrived] = [new Response(), new Response()];
  const delivery = watch(lost, principal, silentLog);
  arrived.writableFinished = true;
  expect(watch(arrived, principal, silentLog)).not.toBe(delivery);
  arrived.emit('close');
  lost.emit('close');
  while (taken.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(taken.sort()).toEqual([`forgetUndelivered ${delivery}`, `refundUndelivered ${delivery}`]);
});

test('a response is not watched if no subgraph charges or the caller is anonymous', async () => {
  expect((await watchOf(shop))(new Response(), principal, silentLog)).toBeUndefined();
  const watch = await watchOf(composeSubgraphs([charging('a', 'refundUndelivered', [])]));
  expect(watch(new Response(), null, silentLog)).toBeUndefined();
});
