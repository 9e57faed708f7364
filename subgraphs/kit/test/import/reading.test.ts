import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ImportFormat } from '../../src/import/formats/records.ts';
import type { FieldSpec } from '../../src/import/mapping/convert.ts';
import type { Rejected } from '../../src/import/rejects.ts';
import { runImport } from '../../src/import/run-import.ts';
import { formatOfFile, readRecords } from '../../src/import/source/read.ts';
import { bytesOf, read, temporaryFiles } from './support.ts';

const { newFolder, fileOf } = temporaryFiles();

/** Returns `line:value` for each record's column x, and `line!reason` for each error. */
async function outline(text: string, format: ImportFormat = 'csv'): Promise<string[]> {
  const items = await read(text, { format });
  return items.map((item) =>
    'error' in item ? `${item.line}!${item.error}` : `${item.line}:${item.record.x}`,
  );
}

describe('reading', () => {
  test('a csv is read as records by column, with the line at which each begins', async () => {
    expect(await read('\uFEFFid, x \r\n1,"a, ""b"""\r\n\r\n2,"two\r\nlines"\r\n3,\r\n')).toEqual([
      { line: 2, record: { id: '1', x: 'a, "b"' } },
      { line: 4, record: { id: '2', x: 'two\r\nlines' } },
      { line: 6, record: { id: '3', x: '' } },
    ]);
  });

  test('characters split between chunks are read whole', async () => {
    const text = '\uFEFFid,x\n1,"Zürich 🐘\n日本"\n2,é\n';
    for (const size of [1, 2, 3, 5]) {
      expect(
        (await read(text, { format: 'csv', size })).map((item) => 'record' in item && item.record.x),
      ).toEqual(['Zürich 🐘\n日本', 'é']);
    }
  });

  test('a wrong number of columns rejects that row only', async () => {
    expect(await outline('id,x\n1,a\n2\n3,c,d\n4,e')).toEqual([
      '2:a',
      '3!Expected 2 columns, found 1.',
      '4!Expected 2 columns, found 3.',
      '5:e',
    ]);
  });

  test('a quote that is never closed rejects one row', async () => {
    expect(await outline('id,x\n1,"a\n2,b\n3,c\n')).toEqual([
      '2!Column "x" has a quote that is never closed.',
      '3:b',
      '4:c',
    ]);
  });

  test('a quote closed by a later row rejects one row', async () => {
    const rows = await outline('id,x\n1,"a\n2,b\n3,"c"\n4,d');
    expect(rows).toEqual([expect.stringMatching(/^2!Column "x" has more text after/), '3:b', '4:c', '5:d']);
  });

  test('a quote not closed within 1 MB rejects one row', async () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => `${row},plain text of a row`);
    rows[4] = '4,"broken';
    const items = await outline(`id,x\n${rows.join('\n')}`);
    expect(items).toHaveLength(100_000);
    expect(items.filter((item) => item.includes('!'))).toEqual([
      '6!Column "x" has a quote that is not closed within 1 MB.',
    ]);
  });

  test('a quote inside plain text is an error in csv and text in tsv', async () => {
    expect(await outline('id,x\n1,5" nail\n2,b')).toEqual([
      '2!Column "x" has a quote inside text that is not quoted.',
      '3:b',
    ]);
    expect(await outline('id\tx\n1\t5" nail\n2\t"so" he said\n3\t"to, be\n4\t"a\tb"', 'tsv')).toEqual([
      '2:5" nail',
      '3:"so" he said',
      '4:"to, be',
      '5:a\tb',
    ]);
  });

  test.each(['csv', 'ndjson'] as const)('a line longer than 1 MB in %s is an error', async (format) => {
    const long = 'y'.repeat(3_000_000);
    const text = format === 'csv' ? `id,x\n1,a\n2,${long}\n3,c` : `\n{"x":"a"}\n{"x":"${long}"}\n{"x":"c"}`;
    expect(await outline(text, format)).toEqual([
      '2:a',
      expect.stringMatching(/^3!.* longer than 1 MB/),
      '4:c',
    ]);
  });

  test('ndjson is read as objects; anything else is an error', async () => {
    expect(await outline('{"x":1}\r\n\n[1]\n{"x":\nnull\n{"x":"é"}', 'ndjson')).toEqual([
      '1:1',
      '3!Not a JSON object.',
      expect.stringMatching(/^4!Not valid JSON: /),
      '5!Not a JSON object.',
      '6:é',
    ]);
  });

  test.each([
    ['', /empty/],
    ['a,b,a\n', /column "a" twice/],
    [',\n1,2\n', /names no column/],
    ['a,"b\n1,2\n', /header row cannot be read/],
  ])('the header %j is refused', async (text, reason) => {
    const reading = Array.fromAsync(readRecords(bytesOf(text), 'csv'));
    await expect(reading).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(reason),
    });
  });

  test('a column without a name is ignored', async () => {
    expect(await read(',x\n0,a\n')).toEqual([{ line: 2, record: { x: 'a' } }]);
  });

  test('a .gz is decompressed, and a truncated one is an error', async () => {
    const packed = gzipSync(`id,x\n${'1,a\n'.repeat(50_000)}`);
    const whole = fileOf(packed, 'posts.csv.gz');
    expect(formatOfFile(whole)).toBe('csv');
    expect(await Array.fromAsync(readRecords(whole, 'csv'))).toHaveLength(50_000);
    const cut = fileOf(packed.subarray(0, packed.length - 20), 'posts.csv.gz');
    await expect(Array.fromAsync(readRecords(cut, 'csv'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('a missing file, a folder and an unknown extension are refused', async () => {
    for (const path of [join(newFolder(), 'none.csv'), newFolder()]) {
      await expect(Array.fromAsync(readRecords(path, 'csv'))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
    expect(() => formatOfFile('posts.xlsx')).toThrow(/csv, tsv, ndjson, json/);
  });

  test('any records written as csv, tsv and ndjson are read unchanged', async () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a",\t\r\n é🐘]{0,12}$/u));
    const rows = fc.array(fc.record({ id: fc.nat().map(String), x: cell }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (all, eol, size) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const table = (delimiter: string) =>
            [['id', 'x'], ...all.map(({ id, x }) => [id, quoted(x)])]
              .map((row) => row.join(delimiter))
              .join(eol);
          const written = {
            csv: table(','),
            tsv: table('\t'),
            ndjson: all.map((r) => JSON.stringify(r)).join(eol),
          };
          for (const [format, text] of Object.entries(written)) {
            const items = await read(text, { format: format as ImportFormat, size });
            expect(items.map((item) => ('record' in item ? item.record : item))).toEqual(all);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('memory stays constant, and the reader never runs ahead of its consumer', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let given = 0;
    async function* rows(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('id,x\n');
      for (; given < 200_000; given += 100) {
        yield Buffer.from(`${given},${'some text of a post '.repeat(10)}\n`.repeat(100));
      }
    }
    collect();
    const before = process.memoryUsage().heapUsed;
    let read = 0;
    let growth = 0;
    let ahead = 0;
    for await (const item of readRecords(rows(), 'csv')) {
      if ('record' in item) read += 1;
      ahead = Math.max(ahead, given - read);
      if (read % 50_000 !== 0) continue;
      collect();
      growth = Math.max(growth, process.memoryUsage().heapUsed - before);
    }
    expect(read).toBe(200_000);
    expect(ahead).toBeLessThanOrEqual(200);
    expect(growth).toBeLessThan(10_000_000);
  });

  const hackerNews = fileURLToPath(
    new URL('../../../../../shared/data/hackernews-2016.csv', import.meta.url),
  );
  const present = existsSync(hackerNews);
  (present ? test : test.skip)(
    `the Hacker News file is read whole${present ? '' : ' (file not here)'}`,
    async () => {
      const fields: FieldSpec[] = [
        { name: 'title', kind: 'text', required: true },
        { name: 'url', kind: 'url' },
        { name: 'score', kind: 'integer' },
        { name: 'createdAt', kind: 'date', required: true },
      ];
      const map = { title: 'title', url: 'url', score: 'num_points', createdAt: 'created_at' };
      const rejected: Rejected[] = [];
      const report = await runImport({
        ...{ file: hackerNews, fields, map, dateFormat: 'M/D/YYYY H:MM', parse: (record) => record },
        write: async (rows) => ({ inserted: rows.length, updated: 0, unchanged: 0 }),
        onReject: (row) => void rejected.push(row),
      });
      expect(rejected).toEqual([]);
      expect(report).toMatchObject({ read: 21_348, inserted: 21_348, rejected: 0 });
    },
  );
});
