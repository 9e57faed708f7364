import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '@tributary/kit';
import { PRINCIPAL_HEADER, verifyPrincipal } from '@tributary/kit/host';
import { startFlood } from '../../../test/upstreams/flood.ts';
import { httpTransport, plainHttpTransport } from '../../src/graph/transports/http/http-transport.ts';
import type { SubgraphOperation, Transport } from '../../src/graph/transports/transport.ts';
import { testRequest } from './support/subgraphs.ts';

const SECRET = 'a secret of the test that is long enough';

interface Call {
  readonly headers: IncomingMessage['headers'];
  readonly body: { query: string; variables: object };
  readonly socket: Socket;
}

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts a subgraph over HTTP with the test's responses; records the requests that it receives. */
async function served(answer: (response: ServerResponse, call: number) => void) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      calls.push({ headers: request.headers, body: JSON.parse(text), socket: request.socket });
      answer(response, calls.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?a=b` };
}

const say = (value: unknown) => (response: ServerResponse) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));

function closedAfterwards(transport: Transport): Transport {
  stops.push(() => transport.stop!());
  return transport;
}

function operation(more: Partial<SubgraphOperation> = {}): SubgraphOperation {
  return {
    query: '{ a }',
    kind: 'query',
    variables: {},
    operationName: undefined,
    request: testRequest(),
    ...more,
  };
}

const principal = { workspaceId: 'w', keyId: 'k' } as Principal;

describe('a subgraph of Tributary', () => {
  test('receives the principal in a signed header, on reused connections', async () => {
    const { calls, url } = await served(say({ data: { a: 1 } }));
    const transport = closedAfterwards(httpTransport('posts', url, SECRET));
    for (let time = 0; time < 10; time++)
      expect(await transport.execute(operation({ request: { ...testRequest(), principal } }))).toEqual({
        data: { a: 1 },
      });
    const tokens = new Set(calls.map(({ headers }) => headers[PRINCIPAL_HEADER]));
    expect(tokens.size).toBe(1);
    expect(await verifyPrincipal([...tokens][0] as string, 'posts', SECRET)).toEqual(principal);
    expect(new Set(calls.map(({ socket }) => socket)).size).toBeLessThan(5);
    expect(calls[0]!.headers['x-request-id']).toBe('test');
  });

  test('receives another header for another principal, and for none', async () => {
    const { calls, url } = await served(say({ data: {} }));
    const transport = closedAfterwards(httpTransport('posts', url, SECRET));
    for (const each of [principal, { ...principal, workspaceId: 'v' }, null])
      await transport.execute(operation({ request: { ...testRequest(), principal: each } }));
    const said = calls.map(({ headers }) =>
      verifyPrincipal(headers[PRINCIPAL_HEADER] as string, 'posts', SECRET),
    );
    expect(await Promise.all(said)).toMatchObject([{ workspaceId: 'w' }, { workspaceId: 'v' }, null]);
  });

  test('that rejects the gateway is UPSTREAM_FAILED', async () => {
    const { url } = await served((response) => response.writeHead(401).end('{"errors":[{"message":"no"}]}'));
    const transport = closedAfterwards(httpTransport('posts', url, SECRET));
    await expect(transport.execute(operation())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('needs a secret', () => {
    expect(() => httpTransport('posts', 'http://127.0.0.1:1', '')).toThrow('SUBGRAPH_SECRET');
  });
});

describe('a query', () => {
  test('whose connection is closed is retried once', async () => {
    const { calls, url } = await served((response, call) =>
      call === 1 ? response.socket!.destroy() : say({ data: { a: 1 } })(response),
    );
    const transport = closedAfterwards(plainHttpTransport('any', url));
    expect(await transport.execute(operation())).toEqual({ data: { a: 1 } });
    expect(calls).toHaveLength(2);
  });

  test('whose retry fails is UPSTREAM_FAILED', async () => {
    const { calls, url } = await served((response) => void response.socket!.destroy());
    const transport = closedAfterwards(plainHttpTransport('any', url));
    await expect(transport.execute(operation())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(calls).toHaveLength(2);
  });

  test('is aborted by the signal of its request', async () => {
    const { url } = await served(() => {});
    const caller = new AbortController();
    const transport = closedAfterwards(plainHttpTransport('any', url));
    const asked = transport.execute(operation({ request: testRequest(caller.signal) }));
    setTimeout(() => caller.abort(), 10);
    await expect(asked).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  });

  test('closes its connection when its request is aborted', async () => {
    const { promise: hungUp, resolve } = Promise.withResolvers<void>();
    const caller = new AbortController();
    const { url } = await served((response) => {
      response.once('close', resolve);
      caller.abort();
    });
    const transport = closedAfterwards(plainHttpTransport('any', url));
    await expect(transport.execute(operation({ request: testRequest(caller.signal) }))).rejects.toMatchObject(
      { code: 'UPSTREAM_FAILED' },
    );
    await hungUp;
  });

  test('is not sent if its request was aborted while it waited for a connection', async () => {
    const waiting: ServerResponse[] = [];
    const { promise: full, resolve } = Promise.withResolvers<void>();
    const { calls, url } = await served((response, call) => {
      waiting.push(response);
      if (call === 64) resolve();
    });
    const transport = closedAfterwards(plainHttpTransport('any', url));
    const asked = Array.from({ length: 64 }, (_, index) =>
      transport.execute(operation({ query: `{ a${index} }` })),
    );
    await full;
    const caller = new AbortController();
    const late = transport.execute(operation({ query: '{ late }', request: testRequest(caller.signal) }));
    setImmediate(() => caller.abort());
    await expect(late).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    for (const response of waiting) say({ data: { a: 1 } })(response);
    await Promise.all(asked);
    expect(calls.map(({ body }) => body.query)).not.toContain('{ late }');
  });

  test('may have a response whose chunks split a character', async () => {
    const answer = Buffer.from('{"data":{"a":"\u20ac"}}');
    const { url } = await served((response) => {
      response.write(answer.subarray(0, 15));
      setImmediate(() => response.end(answer.subarray(15)));
    });
    const transport = closedAfterwards(plainHttpTransport('any', url));
    expect(await transport.execute(operation())).toEqual({ data: { a: '\u20ac' } });
  });

  test('with an endless response is UPSTREAM_FAILED', async () => {
    const flood = await startFlood();
    stops.push(flood.stop);
    const transport = closedAfterwards(plainHttpTransport('any', `${flood.url}/plain/graphql`));
    await expect(transport.execute(operation())).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: 'The subgraph any returned more than 64 MiB, which is not read.',
    });
    await flood.closed;
    expect(flood.ended).toEqual([{ sent: expect.any(Number), early: true }]);
    expect(flood.ended[0]!.sent).toBeLessThan(128 * 1024 * 1024);
  });

  test('with a late response is UPSTREAM_TIMEOUT', async () => {
    const { url } = await served(() => {});
    const transport = closedAfterwards(plainHttpTransport('any', url, { timeout: 50 }));
    await expect(transport.execute(operation())).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });
});

test('a mutation is never sent twice', async () => {
  const { calls, url } = await served((response) => void response.socket!.destroy());
  const transport = closedAfterwards(plainHttpTransport('any', url));
  await expect(transport.execute(operation({ kind: 'mutation' }))).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
  });
  expect(calls).toHaveLength(1);
});

test('an unreachable subgraph is UPSTREAM_FAILED at once', async () => {
  const transport = closedAfterwards(plainHttpTransport('any', 'http://127.0.0.1:1/'));
  await expect(transport.execute(operation())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
});

test('errors of the subgraph are a response, with any status', async () => {
  const { url } = await served(
    (response) => void response.writeHead(500).end('{"errors":[{"message":"x"}]}'),
  );
  const transport = closedAfterwards(plainHttpTransport('any', url));
  expect(await transport.execute(operation())).toEqual({ data: null, errors: [{ message: 'x' }] });
});
