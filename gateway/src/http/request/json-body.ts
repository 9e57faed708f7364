import { decodeUtf8, isUnicode } from '@tributary/kit/text';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A request body that cannot be read; every endpoint answers in its own envelope. */
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
/** An escape of half a surrogate pair, which may or may not be beside its other half. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Reads JSON bodies: UTF-8 only, and text that is Unicode, as anything else would be stored as U+FFFD. An empty body is
 * no body for every content type. A compressed body is refused with 415.
 */
export function readBodies(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    refuseEncoded(request);
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
const LONE_SURROGATE = 'The request has text with half a surrogate pair (U+D800 to U+DFFF).';

function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (!encoding || encoding === 'identity') return;
  throw new UnreadableBody(
    'UNSUPPORTED_ENCODING',
    `Compressed request bodies are not accepted (Content-Encoding: ${encoding.slice(0, 40)}).`,
  );
}
