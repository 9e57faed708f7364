import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '@tributary/kit/testing';

test('a free port is none that a system gives to an outgoing connection', async () => {
  const port = await freePort();
  expect(port).toBeLessThan(20_000);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const client = createServer().listen(0, '127.0.0.1');
  await once(client, 'listening');
  const { port: given } = client.address() as { port: number };
  expect(given).toBeGreaterThanOrEqual(20_000);
  server.close();
  client.close();
});
