import { describe, expect, test } from '@jest/globals';
import { pageRequest } from '../src/subgraph/pages.ts';

describe('a page request', () => {
  const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
  const uuid = '11111111-1111-4111-8111-111111111111';

  test('requests the first twenty rows by default', () => {
    expect(pageRequest({}, ['number'])).toMatchObject({ limit: 20, skip: 0, after: null });
    expect(pageRequest({ first: null, after: null, skip: null }, ['number'])).toMatchObject({
      limit: 20,
      skip: 0,
      after: null,
    });
  });

  test.each([[{ first: 0 }], [{ first: 100 }], [{ skip: 1_000_000 }]])('takes %j', (args) => {
    expect(() => pageRequest(args, ['number'])).not.toThrow();
  });

  test.each([
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ skip: -1 }, 'skip'],
    [{ skip: 1_000_001 }, 'skip'],
  ])('refuses %j and names the argument', (args, field) => {
    expect(() => pageRequest(args, ['number'])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }),
    );
  });

  test('decodes a cursor to its values', () => {
    const values = ['2026-01-01T00:00:00.000Z', 'https://a.example/ü', uuid];
    expect(pageRequest({ after: cursor(...values) }, ['time', 'text', 'uuid']).after).toEqual(values);
  });

  type Shape = Parameters<typeof pageRequest>[1];
  const tampered: [after: string, shape: Shape][] = [
    ['nonsense', ['number']],
    ['💥', ['number']],
    [cursor(), ['number']],
    [cursor(1, 2), ['number']],
    [cursor('1'), ['number']],
    [cursor(null), ['number']],
    [Buffer.from('[1e999]').toString('base64url'), ['number']],
    [Buffer.from('{"0":1,"length":1}').toString('base64url'), ['number']],
    [Buffer.from('[1').toString('base64url'), ['number']],
    [cursor('yesterday'), ['time']],
    [cursor('1'), ['time']],
    [cursor('2026-01-01'), ['time']],
    [cursor('0000-01-01T00:00:00.000Z'), ['time']],
    [cursor('+012345-01-01T00:00:00.000Z'), ['time']],
    [cursor("2026-01-01T00:00:00.000Z'; drop table x"), ['time']],
    [cursor(1_700_000_000), ['time']],
    [cursor('a\0b'), ['text']],
    [cursor(['a']), ['text']],
    [cursor('not-a-uuid'), ['uuid']],
    [cursor(`${uuid}0`), ['uuid']],
  ];
  test.each(tampered)('refuses the cursor %j for %j', (after, shape) => {
    expect(() => pageRequest({ after }, shape)).toThrow('`after` is not a cursor of this list.');
  });
});
