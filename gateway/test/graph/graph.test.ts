import { describe, expect, test } from '@jest/globals';
import { TributaryError } from '@tributary/kit';
import { silentLog } from '@tributary/kit/testing';
import { parse } from 'graphql';
import { openGraph } from '../../src/graph/index.ts';
import { shop } from './support/shop.ts';
import { type Interrupt, plainTransports, testRequest } from './support/subgraphs.ts';

async function graphOn(interrupt: Interrupt, showErrors = false) {
  const transports = plainTransports(shop, interrupt);
  return openGraph({
    supergraphSdl: shop.supergraphSdl,
    transportOf: (name) => transports.get(name),
    log: silentLog,
    showErrors,
  });
}

const ask = async (interrupt: Interrupt, showErrors = false) =>
  (await graphOn(interrupt, showErrors)).execute({
    document: parse('{ me { name } }'),
    variables: {},
    ...testRequest(),
  });

const refusing = (extensions?: object): Interrupt =>
  (async () => ({
    data: { me: { name: null } },
    errors: [{ message: 'secret', path: ['me', 'name'], extensions }],
  })) as Interrupt;

describe('an error as the caller sees it', () => {
  test('a subgraph’s own is shown when it has a code', async () => {
    const { errors } = await ask(refusing({ code: 'NOT_FOUND', stacktrace: ['x'], hint: 1 }));
    expect(errors).toEqual([
      { message: 'secret', path: ['me', 'name'], extensions: { code: 'NOT_FOUND', hint: 1 } },
    ]);
  });

  test('a subgraph’s without a code is masked', async () => {
    const { data, errors } = await ask(refusing());
    expect(data).toEqual({ me: { name: null } });
    expect(errors).toMatchObject([
      { message: 'An unexpected error occurred.', path: ['me', 'name'], extensions: { code: 'INTERNAL' } },
    ]);
  });

  test('a plain router shows it as it is', async () => {
    const { errors } = await ask(refusing(), true);
    expect(errors).toMatchObject([{ message: 'secret', path: ['me', 'name'] }]);
  });

  test('a subgraph that cannot be reached keeps its code', async () => {
    const { errors } = await ask(async () => {
      throw new TributaryError('UPSTREAM_FAILED', 'The subgraph accounts could not be reached.');
    });
    expect(errors).toEqual([
      { message: 'The subgraph accounts could not be reached.', extensions: { code: 'UPSTREAM_FAILED' } },
    ]);
  });

  test('anything else that is thrown is masked', async () => {
    const { errors } = await ask(async () => {
      throw new Error('secret');
    });
    expect(errors).toMatchObject([
      { message: 'An unexpected error occurred.', extensions: { code: 'INTERNAL' } },
    ]);
  });
});

describe('a prepared document', () => {
  test('is executed like any other', async () => {
    const graph = await graphOn(async () => undefined);
    const document = graph.prepare('query($id: ID!) { user(id: $id) { name } }');
    const result = await graph.execute({ document, variables: { id: '2' }, ...testRequest() });
    expect(result).toEqual({ data: { user: { name: 'Name 2' } } });
  });

  test.each([
    ['that cannot be read', '{ me {', 'Syntax Error'],
    ['that does not fit the graph', '{ me { nothing } }', 'Cannot query field "nothing" on type "User".'],
    [
      'whose operation is not said',
      'query A { me { id } } query B { me { id } }',
      'Must provide operation name',
    ],
  ])('%s is refused', async (_, text, message) => {
    const graph = await graphOn(async () => undefined);
    expect(() => graph.prepare(text)).toThrow(message);
  });
});

test('a subgraph without a transport stops the start', async () => {
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
