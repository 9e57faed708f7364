import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleFile, type ConsoleFiles, readConsole } from './console-files.ts';

/** Where the console is, and where callers reach it. */
export interface ConsoleOptions {
  /** Folder of the console's build. */
  readonly folder: string;
  /** Returns the public URL of the gateway; called for the first request. */
  readonly publicUrl: () => string;
  /** Origin of the storage that receives uploads; absent if the gateway does. */
  readonly uploadOrigin?: string | null;
}

/** The web console. */
export interface Console {
  /** Headers of the page. */
  readonly headers: Readonly<Record<string, string>>;
  /** Returns the built console; null if it has not been built. */
  read(): Promise<ConsoleFiles | null>;
  /**
   * Sends the page to a browser that opens an address of the console, or a file of its build that
   * is no asset, such as its icon. Returns false for every other request.
   */
  show(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

const HASHED = 'public, max-age=31536000, immutable';
/** A browser may store the response, but asks whether it is current before each use. */
const CHECKED = 'no-cache';
const UNAVAILABLE = 503;

/**
 * Returns the headers of the page. Scripts, styles and requests are limited to the gateway, uploads
 * to the storage too, and markup that slipped into the page could load or run nothing.
 */
function pageHeaders(uploadOrigin: string | null): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      ["connect-src 'self'", uploadOrigin].filter(Boolean).join(' '),
      "font-src 'self'",
      "img-src 'self' data: blob:",
      "manifest-src 'self'",
      "media-src 'self' blob:",
      "worker-src 'self'",
      "form-action 'self'",
      "base-uri 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
  };
}

/** Opens the console, which is read at the first request: most gateways of tests serve no page. */
export function openConsole({ folder, publicUrl, uploadOrigin = null }: ConsoleOptions): Console {
  const headers = pageHeaders(uploadOrigin);
  let files: Promise<ConsoleFiles | null> | undefined;
  const read = async () => {
    files ??= readConsole(folder, `${new URL(publicUrl()).pathname.replace(/\/$/, '')}/`);
    const found = await files;
    // It may be built while the gateway runs.
    if (!found) files = undefined;
    return found;
  };
  return {
    headers,
    read,
    async show(request, reply) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const found = await read();
      const file = found?.files.get(pathOf(request).slice(1));
      if (file) send(request, reply, file, CHECKED);
      else if (found && request.headers.accept?.includes('text/html'))
        sendPage(request, reply.headers(headers), found);
      else return false;
      return true;
    },
  };
}

/** Serves the console's page at `/` and its assets, whose names contain a hash of their bytes. */
export function registerConsole(app: FastifyInstance, { headers, read }: Console): void {
  app.get('/', { config: { endpoint: 'console', operation: 'page' } }, async (request, reply) => {
    const found = await read();
    if (found) return sendPage(request, reply.headers(headers), found);
    return reply.code(UNAVAILABLE).type('text/html; charset=utf-8').send(NOT_BUILT);
  });
  app.get('/assets/*', { config: { endpoint: 'console', operation: 'asset' } }, async (request, reply) => {
    const file = (await read())?.files.get(pathOf(request).slice(1));
    return file ? send(request, reply, file, HASHED) : reply.callNotFound();
  });
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Console not built · Tributary</title></head>
<body><main><h1>The console has not been built</h1>
<p>Run <code>npm run build -w @tributary/console</code> in the folder of Tributary, then reload this page.
Everything else works without it: the graph is at <a href="graphql">/graphql</a>.</p></main></body></html>
`;

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!;
}

function sendPage(request: FastifyRequest, reply: FastifyReply, { page }: ConsoleFiles): FastifyReply {
  return send(request, reply, page, CHECKED);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, bytes, etag }: ConsoleFile,
  cacheControl: string,
): FastifyReply {
  reply.headers({ etag, 'cache-control': cacheControl });
  const known = request.headers['if-none-match'];
  if (known?.split(',').some((tag) => tag.trim() === etag)) return reply.code(304).send();
  return reply.type(type).send(bytes);
}
