/**
 * `node serve.mjs JSON` with { port, urls: { NAME: URL } }: the Mercurius gateway, with its query
 * compiler enabled.
 */
import mercuriusGateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const { port, urls } = JSON.parse(process.argv[2]);
const app = Fastify();
await app.register(mercuriusGateway, {
  jit: 1,
  gateway: { services: Object.entries(urls).map(([name, url]) => ({ name, url })) },
});
await app.listen({ port, host: '127.0.0.1' });
