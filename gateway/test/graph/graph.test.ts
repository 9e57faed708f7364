import { afterEach, describe, expect, test } from '@jest/globals';
import { TributaryError } from '@tributary/kit';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { parse } from 'graphql';
import { gatewayConfig } from '../../src/config/index.ts';
import { type EngineName, type Graph, openGraph } from '../../src/graph/index.ts';
import { shop } from './support/shop.ts';
import { type Interrupt, plainTransports, testRequest } from './support/subgraphs.ts';

const ENGINES: readonly EngineName[] = ['tributary', 'apollo'];

const opened: Graph[] = [];
afterEach(async () => {
  for (const graph of opened.splice(0)) await graph.stop();
});

async function graphOn(
  interrupt: Interrupt,
  options: { engine?: EngineName; showErrors?: boolean; deadline?: number } = {},
) {
  const transports = plainTransports(shop, interrupt);
  const graph = await openGraph({
    supergraphSdl: shop.supergraphSdl,
    transportOf: (name) => transports.get(name),
    log: silentLog,
    ...options,
  });
  opened.push(graph);
  return graph;
}

const rejecting = (extensions?: object): Interrupt =>
  (async () => ({
    data: { me: { name: null } },
    errors: [{ message: 'secret', path: ['me', 'name'], extensions }],
  })) as Interrupt;

describe.each(ENGINES)('an error on %s', (engine) => {
  const execute = async (interrupt: Interrupt, showErrors = false) =>
    (await graphOn(interrupt, { engine, showErrors })).execute({
      document: parse('{ me { name } }'),
      variables: {},
      ...testRequest(),
    });

  test('of a subgraph is shown if it has a code', async () => {
    const { errors } = await execute(rejecting({ code: 'NOT_FOUND', stacktrace: ['x'], hint: 1 }));
    expect(errors).toEqual([
      { message: 'secret', path: ['me', 'name'], extensions: { code: 'NOT_FOUND', hint: 1 } },
    ]);
  });

  test('of a subgraph is masked without a code', async () => {
    const { data, errors } = await execute(rejecting());
    expect(data).toEqual({ me: { name: null } });
    expect(errors).toMatchObject([
      { message: 'An unexpected error occurred.', path: ['me', 'name'], extensions: { code: 'INTERNAL' } },
    ]);
  });

  test('is never masked by a plain router', async () => {
    const { errors } = await execute(rejecting(), true);
    expect(errors).toMatchObject([{ message: 'secret', path: ['me', 'name'] }]);
  });

  test('keeps its code if the subgraph cannot be reached', async () => {
    const { errors } = await execute(async () => {
      throw new TributaryError('UPSTREAM_FAILED', 'The subgraph accounts could not be reached.');
    });
    expect(errors).toEqual([
      { message: 'The subgraph accounts could not be reached.', extensions: { code: 'UPSTREAM_FAILED' } },
    ]);
  });

  test('is masked if anything else is thrown', async () => {
    const { errors } = await execute(async () => {
      throw new Error('secret');
    });
    expect(errors).toMatchObject([
      { message: 'An unexpected error occurred.', extensions: { code: 'INTERNAL' } },
    ]);
  });

  test('reports a value that is not valid for its type', async () => {
    const { data, errors } = await execute(async () => ({ data: { me: { id: null, name: 1 } } }));
    expect(data).toEqual({ me: { name: null } });
    expect(errors).toMatchObject([{ path: ['me', 'name'] }]);
  });

  test('names the subgraph that exceeded the deadline, and aborts its request', async () => {
    let signal: AbortSignal | undefined;
    const graph = await graphOn(
      (_, { request }) => {
        signal = request.signal;
        return new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason)),
        );
      },
      { engine, deadline: 20 },
    );
    const { errors } = await graph.execute({
      document: parse('{ me { name } }'),
      variables: {},
      ...testRequest(),
    });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT', service: 'accounts' } }]);
    expect(signal!.aborted).toBe(true);
  });
});

describe.each(ENGINES)('an operation on %s', (engine) => {
  test('carries the request to every subgraph', async () => {
    const seen = new Set<string>();
    const graph = await graphOn(
      async (name, { request }) => {
        seen.add(`${name} ${request.requestId}`);
        return undefined;
      },
      { engine },
    );
    const request = { ...testRequest(), requestId: 'r1' };
    await graph.execute({
      document: parse('{ me { name reviews { body } } }'),
      variables: {},
      ...request,
    });
    expect([...seen].sort()).toEqual(['accounts r1', 'reviews r1']);
  });

  test('with invalid variables is rejected', async () => {
    const graph = await graphOn(async () => undefined, { engine });
    const result = await graph.execute({
      document: parse('query($id: ID!) { user(id: $id) { name } }'),
      variables: {},
      ...testRequest(),
    });
    expect(result).toEqual({
      errors: [
        {
          message: 'Variable "$id" of required type "ID!" was not provided.',
          extensions: { code: 'INVALID_INPUT' },
        },
      ],
    });
  });

  test('that is prepared is executed like any other', async () => {
    const graph = await graphOn(async () => undefined, { engine });
    const document = graph.prepare('query($id: ID!) { user(id: $id) { name } }');
    const result = await graph.execute({ document, variables: { id: '2' }, ...testRequest() });
    expect(result).toEqual({ data: { user: { name: 'Name 2' } } });
  });

  test.each([
    ['has a syntax error', '{ me {', 'Syntax Error'],
    ['is not valid', '{ me { nothing } }', 'Cannot query field "nothing" on type "User".'],
    ['is ambiguous', 'query A { me { id } } query B { me { id } }', 'Must provide operation name'],
  ])('cannot be prepared if it %s', async (_, text, message) => {
    const graph = await graphOn(async () => undefined, { engine });
    expect(() => graph.prepare(text)).toThrow(message);
  });
});

test('a subgraph without a transport is an error at start', async () => {
  const transports = plainTransports(shop);
  transports.delete('reviews');
  await expect(
    openGraph({
      supergraphSdl: shop.supergraphSdl,
      transportOf: (name) => transports.get(name),
      log: silentLog,
    }),
  ).rejects.toThrow('"reviews"');
});

test('an unknown engine is an error that names the known ones', () => {
  expect(() => gatewayConfig(testConfig({ GRAPH_ENGINE: 'other' }))).toThrow(
    /^GRAPH_ENGINE is not valid: expected .*tributary.*apollo/,
  );
});
