import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Flood, startFlood } from '../../../test/upstreams/flood.ts';
import { boundedFetch, byteCounter, ResponseTooLargeError } from '../src/http-client/index.ts';

const MIB = 1024 * 1024;
const CHILD = fileURLToPath(new URL('./fixtures/flood-child.ts', import.meta.url));
/** Bytes that a socket buffers when nobody reads from it. */
const BUFFERED = 16 * MIB;

interface Measured {
  readonly fault: string;
  readonly reason: string;
  readonly growth: number;
}

let flood: Flood;
/** Measured in a separate process, so that nothing else allocates memory. */
let measured: Record<string, Measured>;
beforeAll(async () => {
  flood = await startFlood();
  const kinds = ['plain', 'gzip', 'brotli', 'empty', 'headers'];
  const child = [process.execPath, ['--expose-gc', CHILD, flood.url, ...kinds]] as const;
  measured = JSON.parse((await promisify(execFile)(...child)).stdout);
});
afterAll(() => flood.stop());

describe('a response that is larger than its kind may be', () => {
  test.each([
    ['plain', '1,500 MB'],
    ['gzip', '2 MB of gzip that are 2 GB'],
    ['brotli', 'brotli that is 64 MB'],
    ['empty', '1,500 MB of gzip that are nothing'],
  ])('%s: %s are refused with less than 50 MB of memory', (kind) => {
    const { fault, reason, growth } = measured[kind]!;
    expect([fault, reason]).toEqual(['oversized', 'answered 200 with more than 4 MiB, which is not read']);
    expect(growth).toBeLessThan(50 * MIB);
  });

  test("no connection receives more than the limit and a socket's buffer", () => {
    expect(Math.max(...flood.ended.map(({ sent }) => sent))).toBeLessThan(BUFFERED + 4 * MIB);
  });

  test('headers that are too large fail with an error that says so', () => {
    const { fault, reason, growth } = measured['headers']!;
    expect([fault, reason]).toEqual(['failed', 'sent no response: its response headers are too large']);
    expect(growth).toBeLessThan(50 * MIB);
  });

  test('a caller that reads the body itself gets the error, and the connection ends', async () => {
    const other = await startFlood();
    const response = await boundedFetch(`${other.url}/plain/`, 1_000);
    const error = await response.text().catch((reason: unknown) => reason);
    expect(ResponseTooLargeError.behind(error)).toMatchObject({ limit: 1_000 });
    await other.closed;
    expect(other.ended[0]!.early).toBe(true);
    await other.stop();
  });

  test('exactly the limit is read, one byte more is not', () => {
    const count = byteCounter(10);
    count(new Uint8Array(4));
    expect(() => count(new Uint8Array(6))).not.toThrow();
    expect(() => count(new Uint8Array(1))).toThrow(ResponseTooLargeError);
  });
});
