import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../src/import/formats/exact-json.ts';
import { convert } from '../../src/import/mapping/convert.ts';
import { readRecords } from '../../src/import/source/read.ts';
import { bytesOf, records } from './support.ts';

describe('ids', () => {
  const IDS = ['1593387213315784704', '1593387213315784705', '1593387213315784790', '9007199254740993'];

  test.each(['ndjson', 'json'] as const)('beyond 2^53 in %s keep every digit', async (format) => {
    const objects = IDS.map((id) => `{"id":${id},"user":{"ids":[${id},-${id}]}}`);
    const text = format === 'json' ? `[${objects.join(',')}]` : objects.join('\n');
    expect(await records(text, { format })).toEqual(IDS.map((id) => ({ id, user: { ids: [id, `-${id}`] } })));
  });

  test('of any length are read as they are written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (id) => {
        const { value } = parseJson(`{"value":${id}}`) as { value: unknown };
        expect(convert({ name: 'f', kind: 'text' }, value)).toBe(String(id));
      }),
    );
  });

  test('differ from fractions, exponents and texts', () => {
    expect(parseJson('[0.1234567890123456, 1e3, 1e999, "1593387213315784705", 1.5e300]')).toEqual([
      0.1234567890123456,
      1000,
      '1e999',
      '1593387213315784705',
      '1.5e300',
    ]);
  });
});

describe('json', () => {
  const json = (text: string, path?: string, size?: number) => records(text, { format: 'json', path, size });

  test.each([
    ['a list', '[{"x":1},{"x":2}]', undefined],
    ['a list, where a path is given for documents that are none', '[{"x":1},{"x":2}]', 'hits'],
    ['a list at a path', '{"a":{"skip":[{"x":9}],"b":[{"x":1},{"x":2}]},"b":[{"x":8}]}', 'a.b'],
    ['a list behind lists of lists', '{"c":[[{"b":[3]}]],"a":{"b":[{"x":1},{"x":2}]}}', 'a.b'],
    ['an assignment', 'window.YTD.tweets.part0 = [{"x":1},{"x":2}];\n', undefined],
    ['documents one after the other', '{"hits":[{"x":1}]}\n{"hits":[{"x":2}]}', 'hits'],
    ['a key that is escaped', '{"\\u0061":[{"x":1},{"x":2}]}', 'a'],
    ['brackets and quotes in strings', '{"n":"]}\\"[{","a":[{"x":1},{"x":2}]}', 'a'],
  ])('%s gives its objects', async (_, text, path) => {
    for (const size of [1, 2, 7, 1_000]) expect(await json(text, path, size)).toEqual([{ x: 1 }, { x: 2 }]);
  });

  test('items that are invalid or not objects are rejected, and the others are read', async () => {
    const text = '[\n{"x":1},\n2,\n{"x":tru},\n[{}],\nnull,\n"a,]b",\n{"x":2}\n]';
    expect(await json(text)).toEqual([
      { x: 1 },
      '3!Not a JSON object.',
      expect.stringMatching(/^4!Not valid JSON/),
      '5!Not a JSON object.',
      '6!Not a JSON object.',
      '7!Not a JSON object.',
      { x: 2 },
    ]);
  });

  test('an object longer than 1 MB is rejected, and the others are read', async () => {
    const text = `[{"x":1},\n{"x":"${'y'.repeat(2_000_000)}"},{"x":2}]`;
    expect(await json(text)).toEqual([{ x: 1 }, '2!The object is longer than 1 MB.', { x: 2 }]);
  });

  test.each([
    ['{"hits":[],"more":{"items":[]}}', undefined, /give --path to the list.*hits/s],
    ['{"hits":[]}', 'data.items', /no list at "data.items".*hits/s],
    ['', undefined, /--path/],
    ['"text"', undefined, /does not begin with a list or an object/],
    ['[{"x":1},', undefined, /breaks off at line 1/],
    ['[{"x":[1}]', undefined, /bracket does not match/],
    [`${'['.repeat(300)}`, undefined, /nested more than 200 deep/],
  ])('%j at %s is refused', async (text, path, reason) => {
    await expect(json(text, path)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(reason),
    });
  });

  test('objects before the end of a truncated file are read', async () => {
    const given: unknown[] = [];
    const reading = (async () => {
      for await (const item of readRecords(bytesOf('[{"x":1},{"x":2},{"x"', 4), 'json')) given.push(item);
    })();
    await expect(reading).rejects.toThrow(/breaks off/);
    expect(given).toHaveLength(2);
  });

  test('any objects at any path are read unchanged, for any chunking', async () => {
    const path = fc.array(
      fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'b', '"', '\\', 'é') }),
      {
        maxLength: 3,
      },
    );
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(
        path,
        objects,
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        async (keys, all, size, pretty) => {
          const wrap = (value: unknown, key: string) => ({
            before: [[value]],
            [key]: value,
            after: { [key]: 1 },
          });
          const document = [...keys].reverse().reduce<unknown>(wrap, all);
          const text = JSON.stringify(document, null, pretty ? 2 : undefined);
          const items = await json(text, keys.join('.') || undefined, size);
          expect(items).toEqual(parseJson(JSON.stringify(all)));
        },
      ),
      { numRuns: 60 },
    );
  });
});
