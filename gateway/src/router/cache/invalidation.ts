import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Invalidation } from '../../graph/index.ts';
import type { RouterCache } from './router-cache.ts';

const closed = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 1_000 });

/** The body of a request: what is invalidated. */
const Body = Type.Union([
  Type.Object({ tag: Name }, closed),
  Type.Object(
    {
      subgraph: Name,
      type: Type.Optional(Name),
      key: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    },
    closed,
  ),
]);

interface InvalidationOptions {
  /** The key of callers. */
  readonly key: string;
  readonly cache: RouterCache;
  /** Tells the other workers. */
  readonly tellOthers: (which: Invalidation) => void;
}

const WRONG_BODY =
  'The body must be {"tag": "…"} or {"subgraph": "…"}, the latter optionally with "type" and "key".';

const INCOMPLETE =
  'The database of the cache cannot be reached, so other routers do not know of this. Repeat the request later.';

/** Serves `POST /cache/invalidate`, which forgets parts of responses in all workers and routers. */
export function registerInvalidation(
  server: FastifyInstance,
  { key, cache, tellOthers }: InvalidationOptions,
): void {
  const expected = Buffer.from(`Bearer ${key}`);
  server.post('/cache/invalidate', async ({ headers, body }, reply) => {
    const sent = Buffer.from(headers.authorization ?? '');
    if (sent.length !== expected.length || !timingSafeEqual(sent, expected))
      return reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'The key is not valid.' });
    if (!Value.Check(Body, body)) return reply.code(400).send({ error: WRONG_BODY });
    const which = body as Static<typeof Body> as Invalidation;
    tellOthers(which);
    const { invalidated, isComplete } = await cache.invalidate(which);
    return isComplete ? { invalidated } : reply.code(503).send({ invalidated, error: INCOMPLETE });
  });
}
