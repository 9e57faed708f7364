import { decodeUtf8, isUnicode } from '@tributary/kit/text';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A request body that cannot be parsed; each endpoint wraps it in its own envelope. */
export class UnreadableBody extends Error {
  readonly statusCode: 400 | 415;
  readonly code: 'MALFORMED_BODY' | 'UNSUPPORTED_ENCODING';

  constructor(code: UnreadableBody['code'], message: string) {
    super(message);
    this.code = code;
    this.statusCode = code === 'MALFORMED_BODY' ? 400 : 415;
  }
}

const JSON_TYPE = 'application/json';
/** Matches the escape of half a surrogate pair, with or without its other half. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Parses JSON bodies. Rejects invalid UTF-8 and lone surrogates, which would be stored as U+FFFD.
 * Treats an empty body of any content type as no body, and rejects a compressed body with 415.
 */
export function parseBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    rejectEncoded(request);
    return payload;
  });
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(JSON_TYPE);
  app.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, undefined);
    const text = decodeUtf8(bytes as Buffer);
    if (text === null) return done(new UnreadableBody('MALFORMED_BODY', NOT_UTF8));
    parse(request, text, (error, value) => {
      if (error) return done(error);
      if (!SURROGATE.test(text) || isUnicode(value)) return done(null, value);
      done(new UnreadableBody('MALFORMED_BODY', LONE_SURROGATE));
    });
  });
}

const NOT_UTF8 = 'The request body is not valid UTF-8.';
const LONE_SURROGATE = 'The request body contains half a surrogate pair (U+D800 to U+DFFF).';

function rejectEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (!encoding || encoding === 'identity') return;
  throw new UnreadableBody(
    'UNSUPPORTED_ENCODING',
    `Compressed request bodies are not accepted (Content-Encoding: ${encoding.slice(0, 40)}).`,
  );
}
