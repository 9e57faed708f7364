import { expect, test } from '@jest/globals';
import { ResponseTooLargeError } from '@tributary/kit/http-client';
import fc from 'fast-check';
import { ResponseReader } from '../../../src/graph/transports/http/connections/response-reader.ts';
import type { Posted } from '../../../src/graph/transports/http/exchange.ts';

/** Reads bytes that arrive in pieces, into a buffer that is used again for each of them. */
function readPieces(bytes: Buffer, cuts: readonly number[], maxBytes = 1_000_000): Posted | null {
  const reader = new ResponseReader(maxBytes);
  const shared = Buffer.alloc(bytes.length);
  const ends = [...new Set(cuts.map((cut) => cut % bytes.length).filter((cut) => cut > 0))].sort(
    (one, other) => one - other,
  );
  let from = 0;
  for (const to of [...ends, bytes.length]) {
    bytes.copy(shared, 0, from, to);
    const posted = reader.read(shared.subarray(0, to - from));
    shared.fill(0);
    if (posted) return to === bytes.length ? posted : null;
    from = to;
  }
  return reader.end();
}

const read = (text: string, maxBytes?: number) => readPieces(Buffer.from(text, 'latin1'), [], maxBytes);

const bodies = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
const framings = fc.oneof(
  fc.constant({ kind: 'length' as const }),
  fc.constant({ kind: 'close' as const }),
  fc.record({
    kind: fc.constant('chunked' as const),
    sizes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
    extension: fc.constantFrom('', ';a=b', ' ;x'),
    trailers: fc.constantFrom('', 'x-sum: 1\r\n', 'a: b\r\nc: d\r\n'),
  }),
);

function write(
  body: Buffer,
  framing: typeof framings extends fc.Arbitrary<infer Kind> ? Kind : never,
): Buffer {
  const head = (line: string) => Buffer.from(`HTTP/1.1 200 OK\r\nX-A: é \r\n${line}\r\n`, 'latin1');
  if (framing.kind === 'length') return Buffer.concat([head(`Content-Length: ${body.length}\r\n`), body]);
  if (framing.kind === 'close') return Buffer.concat([head(''), body]);
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = framing.sizes[turn % framing.sizes.length]!;
    const chunk = body.subarray(at, at + size);
    parts.push(
      Buffer.from(`${chunk.length.toString(16)}${framing.extension}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    );
    at += size;
  }
  return Buffer.concat([
    head('transfer-encoding: Chunked\r\n'),
    ...parts,
    Buffer.from(`0\r\n${framing.trailers}\r\n`),
  ]);
}

test('a response is the same however its bytes arrive, and however its body ends', () => {
  fc.assert(
    fc.property(
      bodies,
      framings,
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
      (body, framing, cuts, interim) => {
        const posted = readPieces(Buffer.concat([Buffer.from(interim), write(body, framing)]), cuts);
        expect(posted).toMatchObject({ status: 200, headers: { 'x-a': 'é' } });
        expect(posted!.body.equals(body)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('repeated headers are a list, and cookies always are', () => {
  const head =
    'HTTP/1.1 200 OK\r\nA: 1\r\nset-cookie: x=1\r\na:2\r\n__proto__: 3\r\ncontent-length: 0\r\n\r\n';
  const { headers } = read(head)!;
  expect(headers['a']).toEqual(['1', '2']);
  expect(headers['set-cookie']).toEqual(['x=1']);
  expect(Object.keys(headers)).toContain('__proto__');
});

test('a response without content needs no length', () => {
  expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, body: Buffer.alloc(0) });
});

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['another version', 'HTTP/2 200 OK\r\n\r\n'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: b\r\n\r\n'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\na : b\r\n\r\n'],
  ['a lone line feed in a header', 'HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\na'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['another encoding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['more than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n\r\n'],
  ['a chunk that is too long', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n'],
  ['bytes after the last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nHTTP'],
  ['an endless head', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(20_000)}`],
  ['an endless line', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;${'b'.repeat(20_000)}`],
])('%s is refused', (_, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'MALFORMED_RESPONSE' }));
});

test.each([
  ['by its length', 'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n'],
  ['by its chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n12345678901\r\n'],
  ['by its bytes', 'HTTP/1.1 200 OK\r\n\r\n12345678901'],
])('a body that is too large is refused %s', (_, text) => {
  expect(() => read(text, 10)).toThrow(ResponseTooLargeError);
});

test('a response that the connection cuts off is not complete', () => {
  expect(read('HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab')).toBeNull();
  expect(read('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab')).toBeNull();
  expect(read('HTTP/1.1 200 OK\r\nconte')).toBeNull();
});
