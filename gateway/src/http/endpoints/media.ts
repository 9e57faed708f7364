import { Readable } from 'node:stream';
import staticFiles from '@fastify/static';
import type { FastifyError, FastifyInstance } from 'fastify';
import { type AttemptLimiter, clientAddress, createAddressLimiter } from '../../admission/index.ts';
import { sendProblem } from '../send-problem.ts';

/** Maximum failed requests per address and minute, for missing files or invalid signatures. */
const MAX_FAILURES = 300;
const FAILURES = new Set([403, 404]);
const RANGE_NOT_SATISFIABLE = 416;
/** Matches a range of the last bytes of a file, of which there is at least one. */
const SUFFIX_RANGE = /^ *bytes=-0*[1-9]/;

/** Uploads and downloads of media files that the gateway stores itself. */
export interface MediaEndpoint {
  /** First segment of the URLs. */
  readonly path: string;
  /** Maximum size of a file, in bytes. */
  readonly maxBytes: number;
  /** Absolute path of the folder with the public files. */
  readonly folder: string;
  /** Whether a file of the folder may have this name. */
  isPublicName(name: string): boolean;
  /** Receives the bytes of a signed upload; returns the reason if it rejects them, else null. */
  receive(upload: Upload, now: Date): Promise<keyof typeof REFUSALS | null>;
}

/** An upload request. */
interface Upload {
  readonly key: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly contentType: string | undefined;
  /** The `Content-Length`; NaN if absent. */
  readonly length: number;
  readonly bytes: Readable;
}

const REFUSALS = {
  tampered: [403, 'The URL has been modified'],
  expired: [403, 'The URL has expired'],
  type: [415, 'The content type differs from the announced one'],
  size: [413, 'The size differs from the announced one'],
} as const;

/**
 * Serves `PUT` at signed URLs and `GET` at unguessable names. Responses cannot contain active
 * content: the type was detected from the bytes, is one of five, and may not be sniffed by
 * browsers.
 */
export async function registerMedia(
  app: FastifyInstance,
  media: MediaEndpoint,
  { clock, trustProxy }: { clock: () => number; trustProxy: boolean },
): Promise<void> {
  await app.register(async (scope) => {
    limitFailures(scope, createAddressLimiter(clock, { max: MAX_FAILURES }), trustProxy);
    registerUpload(scope, media, clock);
    await registerDownload(scope, media);
  });
}

/**
 * Refuses an address that has failed too often before the file is looked up: names are unguessable
 * and URLs signed.
 */
function limitFailures(scope: FastifyInstance, addresses: AttemptLimiter, trustProxy: boolean): void {
  scope.addHook('onRequest', async (request, reply) => {
    const address = clientAddress(request.raw, trustProxy);
    const wait = addresses.wait(address);
    if (wait === null) {
      // Not an `onResponse` hook: those of the scope are not called after `callNotFound`.
      reply.raw.once('close', () => {
        if (FAILURES.has(reply.raw.statusCode)) addresses.count(address);
      });
      return;
    }
    reply.header('retry-after', String(wait));
    return sendProblem(reply, 429, 'Too many requests for missing files');
  });
}

function registerUpload(scope: FastifyInstance, media: MediaEndpoint, clock: () => number): void {
  // Streams the body to the file, so that it is never held in memory.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.put<{ Params: { key: string }; Querystring: Record<string, unknown> }>(
    `/${media.path}/:key`,
    { bodyLimit: media.maxBytes, config: { endpoint: 'media', operation: 'upload' } },
    async (request, reply) => {
      // Drains the rest of a refused body, so that the connection can be reused.
      reply.raw.once('finish', () => request.raw.resume());
      const refusal = await media.receive(
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
      return sendProblem(reply, status, title);
    },
  );
}

async function registerDownload(scope: FastifyInstance, { path, folder, isPublicName }: MediaEndpoint) {
  await scope.register(staticFiles, {
    serve: false,
    maxAge: '1y',
    immutable: true,
    // Called only if the file exists, so that an error is never cached.
    setHeaders: (reply, file) => reply.headers(headersOf(file.slice(folder.length + 1))),
  });
  scope.setErrorHandler<FastifyError & { headers?: Record<string, string> }>((error, request, reply) => {
    reply.removeHeader('cache-control');
    if (error.statusCode !== RANGE_NOT_SATISFIABLE) throw error;
    const { name } = request.params as { name: string };
    // A suffix longer than the file means the whole file (RFC 9110, section 14.1.2), but the
    // library refuses it.
    if (SUFFIX_RANGE.test(request.headers.range ?? ''))
      return reply.code(200).sendFile(name, folder, { acceptRanges: false });
    reply.headers(error.headers ?? {});
    return sendProblem(reply, RANGE_NOT_SATISFIABLE, 'Range Not Satisfiable');
  });
  scope.get<{ Params: { name: string } }>(
    `/${path}/:name`,
    { config: { endpoint: 'media', operation: 'download' } },
    async ({ params: { name } }, reply) =>
      isPublicName(name) ? reply.sendFile(name, folder) : reply.callNotFound(),
  );
}

function headersOf(name: string): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename="${name}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** Iterates over the body. An error in the consumer does not destroy the request. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk;
}
