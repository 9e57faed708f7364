import { after, before } from 'node:test';
import { startGateway, stopGateway } from './gateway.js';

before(startGateway);
after(stopGateway);

await import('./apollo-client.js');
await import('./codegen.js');
await import('./collections.js');
await import('./get-graphql-schema.js');
await import('./graphql-request.js');
await import('./mcp.js');
await import('./openapi.js');
await import('./relay-compiler.js');
await import('./urql.js');
