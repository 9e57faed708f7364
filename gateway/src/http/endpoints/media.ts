import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress, createAddressLimiter } from '../../admission/index.ts';
import { type ByteRange, rangeOf } from './range.ts';

/** Maximum failed requests per address and minute, for missing files or invalid signatures. */
const MAX_FAILURES = 300;
const FAILURES = new Set([403, 404]);

/** An open file, which must be read once or closed. */
export interface ServedFile {
  readonly contentType: string;
  readonly size: number;
  /** Reads the whole file, or a range of it. */
  read(range?: ByteRange): Readable;
  close(): Promise<void>;
}

/** Media storage of the gateway itself; see the publishing subgraph. */
export interface MediaDoor {
  /** First segment of the URLs. */
  readonly path: string;
  /** Maximum size of a file, in bytes. */
  readonly most: number;
  receive(
    sent: {
      key: string;
      query: Readonly<Record<string, unknown>>;
      contentType: string | undefined;
      length: number;
      bytes: Readable;
    },
    now: Date,
  ): Promise<'tampered' | 'expired' | 'type' | 'size' | null>;
  open(name: string): Promise<ServedFile | null>;
}

const REFUSALS = {
  tampered: [403, 'The address was changed'],
  expired: [403, 'The address has expired'],
  type: [415, 'Another content type was announced'],
  size: [413, 'Another size was announced'],
} as const;

/**
 * Serves `PUT` at signed URLs and `GET` at unguessable names. Responses cannot contain active
 * content: the type was detected from the bytes, is one of five, and may not be sniffed by
 * browsers.
 */
export async function registerMedia(
  app: FastifyInstance,
  door: MediaDoor,
  { clock, trustProxy }: { clock: () => number; trustProxy: boolean },
): Promise<void> {
  const addresses = createAddressLimiter(clock, { max: MAX_FAILURES });
  await app.register(async (scope) => {
    // Names are unguessable and URLs signed, so an address that fails often is refused before the
    // file is looked up.
    scope.addHook('onRequest', async (request, reply) => {
      const wait = addresses.wait(clientAddress(request.raw, trustProxy));
      if (wait === null) return;
      reply.header('retry-after', String(wait));
      return refuse(request, reply, 429, 'Too many requests for files that are not there');
    });
    scope.addHook('onResponse', async (request, { statusCode }) => {
      if (FAILURES.has(statusCode)) addresses.count(clientAddress(request.raw, trustProxy));
    });
    // Streams the body to the file, so that it is never held in memory.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put<{ Params: { key: string }; Querystring: Record<string, unknown> }>(
      `/${door.path}/:key`,
      { bodyLimit: door.most, config: { endpoint: 'media', operation: 'upload' } },
      async (request, reply) => {
        // Drains the rest of a refused body, so that the connection can be reused.
        reply.raw.once('finish', () => request.raw.resume());
        const refusal = await door.receive(
          {
            key: request.params.key,
            query: request.query,
            contentType: request.headers['content-type'],
            length: Number(request.headers['content-length'] ?? Number.NaN),
            bytes: Readable.from(chunksOf(request.raw)),
          },
          new Date(clock()),
        );
        if (!refusal) return reply.code(204).send();
        const [status, title] = REFUSALS[refusal];
        return refuse(request, reply, status, title);
      },
    );
    scope.get<{ Params: { name: string } }>(
      `/${door.path}/:name`,
      { config: { endpoint: 'media', operation: 'download' } },
      async (request, reply) => {
        const found = await door.open(request.params.name);
        if (!found) return refuse(request, reply, 404, 'Not Found');
        // Files are immutable and have no entity tags, so `If-Range` cannot match and the whole
        // file is sent.
        const sent = request.headers['if-range'] === undefined ? request.headers.range : undefined;
        const range = rangeOf(sent, found.size);
        if (range === 'unsatisfiable') {
          await found.close();
          reply.header('content-range', `bytes */${found.size}`);
          return refuse(request, reply, 416, 'Range Not Satisfiable');
        }
        if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${found.size}`);
        return reply
          .header('accept-ranges', 'bytes')
          .header('content-type', found.contentType)
          .header('content-length', range ? range.end - range.start + 1 : found.size)
          .header('content-disposition', `inline; filename="${request.params.name}"`)
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('cross-origin-resource-policy', 'cross-origin')
          .header('cache-control', 'public, max-age=31536000, immutable')
          .send(found.read(range ?? undefined));
      },
    );
  });
}

/** Iterates over the body. An error in the consumer does not destroy the request. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk;
}

function refuse(request: FastifyRequest, reply: FastifyReply, status: number, title: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title, status, instance: `urn:request:${request.id}` });
}
