import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { ERRORS, moment } from '../envelope.ts';

/** `GET /v1/ping`: whether the API is running. */
export const ping = route({
  operationId: 'ping',
  method: 'GET',
  path: '/v1/ping',
  summary: 'Ping',
  description: 'Health check endpoint. Returns pong if the API is running.',
  scope: 'creators:read',
  query: Type.Object({}),
  operation: 'query Ping { __typename }',
  variables: () => ({}),
  reply: (_: unknown, { now }) => ({ ok: true, data: { message: 'pong', time: now.toISOString() } }),
  response: {
    schema: Type.Object({
      ok: Type.Literal(true),
      data: Type.Object({ message: Type.Literal('pong'), time: moment('Now.') }),
    }),
    example: { ok: true, data: { message: 'pong', time: '2026-03-28T12:00:00.000Z' } },
  },
  errors: ERRORS,
});
