import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { invalidInput } from '../src/core/errors.ts';
import type { ImportFormat, ReadItem } from '../src/import/formats/records.ts';
import { convert, type FieldSpec } from '../src/import/mapping/convert.ts';
import { dateReader } from '../src/import/mapping/date-format.ts';
import { readStandardDate } from '../src/import/mapping/dates.ts';
import { createMapper, type MappedRecord, type Preset, parseMap } from '../src/import/mapping/mapping.ts';
import type { ImportOptions, Written } from '../src/import/options.ts';
import { progressLine, renderProgress } from '../src/import/progress.ts';
import type { Rejected } from '../src/import/rejects.ts';
import { runImport } from '../src/import/run.ts';
import { formatOfFile, readRecords } from '../src/import/source/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(folder, 'case-'));

function fileOf(content: string | Uint8Array, name = 'posts.csv'): string {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Yields the bytes in chunks of `size`, so that characters and line ends are split anywhere. */
async function* bytesOf(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(text: string, format: ImportFormat = 'csv', size?: number): Promise<ReadItem[]> {
  return Array.fromAsync(readRecords(bytesOf(text, size), format));
}

/** Returns `line:value` for each record's column x, and `line!reason` for each error. */
async function outline(text: string, format: ImportFormat = 'csv'): Promise<string[]> {
  const items = await readAll(text, format);
  return items.map((item) =>
    'error' in item ? `${item.line}!${item.error}` : `${item.line}:${item.record.x}`,
  );
}

describe('reading', () => {
  test('a csv gives records by column with the line each begins at', async () => {
    expect(await readAll('\uFEFFid, x \r\n1,"a, ""b"""\r\n\r\n2,"two\r\nlines"\r\n3,\r\n')).toEqual([
      { line: 2, record: { id: '1', x: 'a, "b"' } },
      { line: 4, record: { id: '2', x: 'two\r\nlines' } },
      { line: 6, record: { id: '3', x: '' } },
    ]);
  });

  test('characters cut between chunks stay whole', async () => {
    const text = '\uFEFFid,x\n1,"Zürich 🐘\n日本"\n2,é\n';
    for (const size of [1, 2, 3, 5]) {
      expect((await readAll(text, 'csv', size)).map((item) => 'record' in item && item.record.x)).toEqual([
        'Zürich 🐘\n日本',
        'é',
      ]);
    }
  });

  test('a wrong number of columns is an error of that row alone', async () => {
    expect(await outline('id,x\n1,a\n2\n3,c,d\n4,e')).toEqual([
      '2:a',
      '3!Expected 2 columns, found 1.',
      '4!Expected 2 columns, found 3.',
      '5:e',
    ]);
  });

  test('a quote that is never closed costs one row', async () => {
    expect(await outline('id,x\n1,"a\n2,b\n3,c\n')).toEqual([
      '2!Column "x" has a quote that is never closed.',
      '3:b',
      '4:c',
    ]);
  });

  test('a quote closed by a later row costs one row', async () => {
    const rows = await outline('id,x\n1,"a\n2,b\n3,"c"\n4,d');
    expect(rows).toEqual([expect.stringMatching(/^2!Column "x" has more text after/), '3:b', '4:c', '5:d']);
  });

  test('a quote not closed within 1 MB costs one row', async () => {
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

  test('ndjson gives objects; what is none is an error', async () => {
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

  test('a column without a name is passed over', async () => {
    expect(await readAll(',x\n0,a\n')).toEqual([{ line: 2, record: { x: 'a' } }]);
  });

  test('a .gz is unpacked, and one that breaks off is said to', async () => {
    const packed = gzipSync(`id,x\n${'1,a\n'.repeat(50_000)}`);
    const whole = fileOf(packed, 'posts.csv.gz');
    expect(formatOfFile(whole)).toBe('csv');
    expect(await Array.fromAsync(readRecords(whole, 'csv'))).toHaveLength(50_000);
    const cut = fileOf(packed.subarray(0, packed.length - 20), 'posts.csv.gz');
    await expect(Array.fromAsync(readRecords(cut, 'csv'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('a file that is not there, a folder and an unknown ending are refused', async () => {
    for (const path of [join(folder, 'none.csv'), folder]) {
      await expect(Array.fromAsync(readRecords(path, 'csv'))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
    expect(() => formatOfFile('posts.xlsx')).toThrow(/csv, tsv, ndjson, json/);
  });

  test('any records written as csv, tsv and ndjson come back equal', async () => {
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
            const items = await readAll(text, format as ImportFormat, size);
            expect(items.map((item) => ('record' in item ? item.record : item))).toEqual(all);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('memory stays flat, and the reader never runs ahead of its consumer', async () => {
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

  const hackerNews = fileURLToPath(new URL('../../../../shared/data/hackernews-2016.csv', import.meta.url));
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

describe('dates', () => {
  test.each([
    ['2016-06-24', '2016-06-24T00:00:00.000Z'],
    ['2016-06-24 03:48', '2016-06-24T03:48:00.000Z'],
    ['2016-06-24T03:48:01.5+02:00', '2016-06-24T01:48:01.500Z'],
    ['2016-06-24T03:48:01.123456Z', '2016-06-24T03:48:01.123Z'],
    ['2016-02-29T23:59:59-0330', '2016-03-01T03:29:59.000Z'],
    ['1466739600', '2016-06-24T03:40:00.000Z'],
    ['1466739600123', '2016-06-24T03:40:00.123Z'],
  ])('%s is read without a format', (text, expected) => {
    expect(readStandardDate(text)?.toISOString()).toBe(expected);
  });

  test.each([
    '',
    '2015-02-29',
    '2016-13-01',
    '2016-06-24T25:00',
    '2016-06-24T03:60',
    '2016',
    '6/24/2016',
    '1e9',
    'now',
  ])('%j is no date without a format', (text) => expect(readStandardDate(text)).toBeNull());

  test.each([
    ['M/D/YYYY H:MM', '6/24/2016 3:48', '2016-06-24T03:48:00.000Z'],
    ['M/D/YYYY H:MM', '06/04/2016 03:08', '2016-06-04T03:08:00.000Z'],
    ['DD-MM-YYYY HH:MM:SS', '24-02-2015 11:35:09', '2015-02-24T11:35:09.000Z'],
    ['YYYYMMDD', '20160624', '2016-06-24T00:00:00.000Z'],
    ['MMM D, YYYY h:mm A', 'Jun 4, 2016 12:05 am', '2016-06-04T00:05:00.000Z'],
    ['MMM D, YYYY h:mm A', 'june 4, 2016 1:05 PM', '2016-06-04T13:05:00.000Z'],
    ['ddd MMM DD HH:mm:ss Z YYYY', 'Tue Feb 24 11:35:52 +0000 2015', '2015-02-24T11:35:52.000Z'],
    ['YYYY-MM-DDTHH:mm:ss.SSSZ', '2015-02-24T11:35:52.250-05:00', '2015-02-24T16:35:52.250Z'],
    ['D.M.YY [um] H[h]', '1.2.69 um 7h', '1969-02-01T07:00:00.000Z'],
  ])('%s reads %s', (format, text, expected) => {
    expect(dateReader(format)(text)?.toISOString()).toBe(expected);
  });

  test.each([
    ['M/D/YYYY H:MM', '24/6/2016 3:48'],
    ['M/D/YYYY H:MM', '2/30/2016 3:48'],
    ['M/D/YYYY H:MM', '6/24/2016'],
    ['M/D/YYYY H:MM', '6/24/2016 3:48 PM'],
    ['MMM D YYYY', 'Foo 3 2016'],
    ['YYYY h A', '2016 13 PM'],
    ['YYYYMMDD', '2016624'],
    ['YYYY.MM', '2016x06'],
  ])('%s refuses %s', (format, text) => expect(dateReader(format)(text)).toBeNull());

  test.each([
    ['yyyy-MM-dd', /"yyyy", which is no token/],
    ['D/M', /no year/],
    ['YYYY-D-D', /twice/],
  ])('the format %s is refused', (format, reason) => expect(() => dateReader(format)).toThrow(reason));
});

describe('values', () => {
  const kinds = ['text', 'date', 'integer', 'number', 'url'] as const;
  const of = (kind: FieldSpec['kind'], value: unknown) => convert({ name: 'f', kind }, value);

  test('empty is null for every kind but text', () => {
    expect(kinds.map((kind) => of(kind, ''))).toEqual(['', null, null, null, null]);
    expect(kinds.map((kind) => of(kind, null))).toEqual([null, null, null, null, null]);
  });

  test('values are converted, text as it stands', () => {
    expect(of('text', '  a ')).toBe('  a ');
    expect(of('text', 12)).toBe('12');
    expect([
      of('integer', ' 12 '),
      of('integer', '12.0'),
      of('integer', '-0'),
      of('number', '-1.5e3'),
    ]).toEqual([12, 12, 0, -1500]);
    expect(of('url', ' https://example.com/ä ')).toBe('https://example.com/ä');
    expect(of('date', 1466739600)).toEqual(new Date('2016-06-24T03:40:00Z'));
  });

  test.each([
    ['integer', '1,200'],
    ['integer', '1.5'],
    ['integer', '5.70306E+17'],
    ['integer', '9007199254740993'],
    ['number', '0x10'],
    ['number', 'NaN'],
    ['number', '1e999'],
    ['url', 'javascript:alert(1)'],
    ['url', 'example.com'],
    ['date', '13/45/2016'],
    ['text', { a: 1 }],
  ] as const)('a %s is not %j; the reason names field and value', (kind, value) => {
    const shown = typeof value === 'string' ? value : JSON.stringify(value);
    expect(() => of(kind, value)).toThrow(`f: "${shown}" is not`);
  });

  test('NUL characters, missing required values and overlong text are refused', () => {
    expect(() => of('text', 'a\0b')).toThrow('f has a NUL character.');
    expect(() => convert({ name: 'f', kind: 'text', required: true }, '  ')).toThrow('f is missing.');
    expect(() => convert({ name: 'f', kind: 'date', required: true }, '')).toThrow('f is missing.');
    expect(() => convert({ name: 'f', kind: 'text', maxLength: 3 }, 'abcd')).toThrow(
      'longer than 3 characters',
    );
  });
});

describe('mapping', () => {
  const fields: FieldSpec[] = [
    { name: 'id', kind: 'text', required: true },
    { name: 'text', kind: 'text', required: true },
    { name: 'likes', kind: 'integer' },
  ];
  const preset: Preset = {
    format: 'csv',
    map: { id: (record, line) => `${record.name}-${line}`, text: 'tweet', likes: 'favorites' },
  };

  test('a map is read from field=column pairs', () => {
    expect({ ...parseMap('id=a=b, text = Tweet text,"likes=x, y"') }).toEqual({
      id: 'a=b',
      text: 'Tweet text',
      likes: 'x, y',
    });
    expect(() => parseMap('id')).toThrow('"id" is not of the form field=column.');
    expect(() => parseMap('id=')).toThrow('not of the form');
    expect(() => parseMap('id=a,id=b')).toThrow('mapped twice');
  });

  test('a preset maps by column and by rule, and the map overrides it', () => {
    const mapper = createMapper({ fields, preset, map: { likes: 'hearts' } });
    mapper.bind(['name', 'tweet', 'hearts']);
    const mapped = mapper.apply({ name: 'ada', tweet: 'hi', hearts: '3', favorites: '9' }, 7);
    expect(mapped).toEqual({ id: 'ada-7', text: 'hi', likes: 3 });
  });

  test('without a preset a field takes the column of its name', () => {
    const mapper = createMapper({ fields, map: { text: 'body' } });
    mapper.bind(['id', 'body']);
    expect(mapper.apply({ id: '1', body: 'hi' }, 2)).toEqual({ id: '1', text: 'hi', likes: null });
  });

  test('a column is a member of the record itself, not of every object', () => {
    const mapper = createMapper({ fields, map: { likes: 'constructor' } });
    expect(mapper.apply({ id: '1', text: 'hi' }, 1).likes).toBeNull();
  });

  test('unknown fields and absent columns are told before anything is read', () => {
    expect(() => createMapper({ fields, map: { body: 'x' } })).toThrow('the fields are id, text, likes');
    expect(() => createMapper({ fields, map: { likes: 'x' } }).bind(['id', 'text'])).toThrow(
      'There is no column "x" for likes. The file has the columns id, text.',
    );
    expect(() => createMapper({ fields, preset }).bind(['name', 'tweet'])).toThrow('no column "favorites"');
    expect(() => createMapper({ fields }).bind(['id'])).toThrow(
      'No column is mapped to text, which is required',
    );
  });
});

describe('an import', () => {
  const fields: FieldSpec[] = [
    { name: 'id', kind: 'text', required: true },
    { name: 'x', kind: 'integer' },
  ];
  const inserted = (rows: unknown[]): Written => ({ inserted: rows.length, updated: 0, unchanged: 0 });
  const options = (file: ImportOptions<MappedRecord>['file']): ImportOptions<MappedRecord> => ({
    ...{ file, fields, batchSize: 10, parse: (record) => record, write: async (rows) => inserted(rows) },
  });
  const csv = (rows: number) => `id,x\n${Array.from({ length: rows }, (_, at) => `${at},${at}\n`).join('')}`;
  const linesOf = (path: string) =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('writes every row once, in order, one batch at a time while the next is read', async () => {
    const ids: unknown[] = [];
    let open = 0;
    let most = 0;
    const report = await runImport({
      ...options(fileOf(csv(1234))),
      write: async (rows) => {
        most = Math.max(most, ++open);
        await new Promise(setImmediate);
        ids.push(...rows.map((row) => row.id));
        open -= 1;
        return { inserted: rows.length - 1, updated: 1, unchanged: 0 };
      },
    });
    expect(ids).toEqual(Array.from({ length: 1234 }, (_, at) => String(at)));
    expect(most).toBe(1);
    expect(report).toMatchObject({ read: 1234, inserted: 1110, updated: 124, rejected: 0, rejectFile: null });
    expect(report.aborted).toBe(false);
  });

  test('keeps bad rows with line and reason beside the file and imports the rest', async () => {
    const file = fileOf('id,x\n1,1\n,2\n3\n4,4\n5,666\n');
    const report = await runImport({
      ...options(file),
      parse: (record) => {
        if (record.x === 666) throw invalidInput('x', 'x is unlucky.');
        return record;
      },
    });
    expect(report).toMatchObject({
      read: 5,
      inserted: 2,
      rejected: 3,
      rejectFile: `${file}.rejected.ndjson`,
    });
    expect(linesOf(`${file}.rejected.ndjson`)).toEqual([
      { line: 3, reason: 'id is missing.', record: { id: '', x: '2' } },
      { line: 4, reason: 'Expected 2 columns, found 1.', record: '3' },
      { line: 6, reason: 'x is unlucky.', record: { id: '5', x: '666' } },
    ]);
  });

  test('leaves out a bad value of an optional field, with a note, and keeps the row', async () => {
    const file = fileOf('id,x\n1,"1,200"\n2,\n3,abc\n');
    const rows: MappedRecord[] = [];
    const report = await runImport({
      ...options(file),
      write: async (batch) => {
        rows.push(...batch);
        return inserted(batch);
      },
    });
    expect(report).toMatchObject({ inserted: 3, rejected: 0, rejectFile: null, noted: 2 });
    expect(rows.map(({ x }) => x)).toEqual([null, null, null]);
    expect(report.noteFile).toBe(`${file}.notes.ndjson`);
    expect(linesOf(`${file}.notes.ndjson`)).toEqual([
      { line: 2, field: 'x', reason: 'x: "1,200" is not a whole number.' },
      { line: 4, field: 'x', reason: 'x: "abc" is not a whole number.' },
    ]);
  });

  test('rejects the row for a bad value of a strict field, and takes a row without one', async () => {
    const rejected: Rejected[] = [];
    const report = await runImport({
      ...options(fileOf('id,x\n1,abc\n2,\n')),
      fields: [fields[0]!, { name: 'x', kind: 'integer', strict: true }],
      onReject: (row) => void rejected.push(row),
    });
    expect(report).toMatchObject({ inserted: 1, rejected: 1, noted: 0 });
    expect(rejected.map(({ line }) => line)).toEqual([2]);
  });

  test('keeps rows that only the writer refuses with their line, and counts them as rejected', async () => {
    const file = fileOf('id,x\n1,1\nbad\n2,2\n3,3\n');
    const report = await runImport({
      ...options(file),
      batchSize: 2,
      prepare: async (rows) => rows,
      write: async (rows) => {
        const refused = rows.flatMap(({ id }, index) =>
          id === '2' ? [{ index, reason: `${id} belongs to somebody else.` }] : [],
        );
        return { inserted: rows.length - refused.length, updated: 0, unchanged: 0, refused };
      },
    });
    expect(report).toMatchObject({ read: 4, inserted: 2, rejected: 2 });
    expect(linesOf(`${file}.rejected.ndjson`)).toEqual([
      { line: 3, reason: 'Expected 2 columns, found 1.', record: 'bad' },
      { line: 4, reason: '2 belongs to somebody else.', record: { id: '2', x: '2' } },
    ]);
  });

  test('makes no side file when there is nothing to keep', async () => {
    const file = fileOf(csv(3));
    expect((await runImport(options(file))).rejectFile).toBeNull();
    expect(readdirSync(join(file, '..'))).toEqual(['posts.csv']);
  });

  test('keeps bad rows elsewhere where the folder takes none', async () => {
    const file = fileOf('id,x\n,1\n');
    const [home, current] = [process.cwd(), newFolder()];
    // A folder of that name simulates an unwritable folder, because root can write to every folder.
    mkdirSync(`${file}.rejected.ndjson`);
    process.chdir(current);
    try {
      const first = await runImport(options(file));
      expect(linesOf(join(current, String(first.rejectFile)))).toHaveLength(1);
      rmSync(join(current, String(first.rejectFile)));
      mkdirSync(join(current, 'posts.csv.rejected.ndjson'));
      const second = String((await runImport(options(file))).rejectFile);
      expect(second.startsWith(tmpdir())).toBe(true);
      expect(linesOf(second)).toHaveLength(1);
      rmSync(join(second, '..'), { recursive: true });
    } finally {
      process.chdir(home);
    }
  });

  test('hands bad rows over where the caller takes them', async () => {
    const rejected: Rejected[] = [];
    const report = await runImport({
      ...options(bytesOf('{"id":1}\n{"x":1}\n')),
      format: 'ndjson',
      onReject: (row) => void rejected.push(row),
    });
    expect(report).toMatchObject({ inserted: 1, rejected: 1, rejectFile: null });
    expect(rejected).toEqual([{ line: 2, reason: 'id is missing.', record: { x: 1 } }]);
  });

  test('aborted, finishes the batch in flight and stops; a second run completes', async () => {
    const file = fileOf(csv(50_000));
    const stored = new Set<unknown>();
    const store = (rows: MappedRecord[]): Written => {
      const fresh = rows.filter((row) => !stored.has(row.id));
      for (const row of fresh) stored.add(row.id);
      return { inserted: fresh.length, updated: 0, unchanged: rows.length - fresh.length };
    };
    const controller = new AbortController();
    const first = await runImport({
      ...options(file),
      signal: controller.signal,
      write: async (rows) => {
        if (stored.size === 100) controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 1));
        return store(rows);
      },
    });
    expect(first).toMatchObject({ aborted: true, read: 110, inserted: 110 });
    expect(stored.size).toBe(110);
    const second = await runImport({ ...options(file), write: async (rows) => store(rows) });
    expect(second).toMatchObject({ aborted: false, read: 50_000, inserted: 49_890, unchanged: 110 });
  });

  test('aborted while it waits for input, stops', async () => {
    const controller = new AbortController();
    const silent = new PassThrough({ signal: controller.signal });
    silent.write('id,x\n1,1\n');
    setImmediate(() => controller.abort());
    const report = await runImport({ ...options(silent), format: 'csv', signal: controller.signal });
    expect(report).toMatchObject({ aborted: true, read: 0 });
  });

  test('ends with what the writer throws, after the batch in flight', async () => {
    const writing = runImport({
      ...options(fileOf(csv(100))),
      write: async () => {
        throw new Error('database away');
      },
    });
    await expect(writing).rejects.toThrow('database away');
  });

  test('writes nothing when the mapping does not fit the file', async () => {
    let writes = 0;
    const write = async (rows: MappedRecord[]) => {
      writes += 1;
      return inserted(rows);
    };
    const running = runImport({ ...options(fileOf(csv(5))), map: { x: 'likes' }, write });
    await expect(running).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(writes).toBe(0);
  });

  test('reads standard input and keeps its bad rows in the current folder', () => {
    const current = newFolder();
    const module = JSON.stringify(new URL('../src/import/run.ts', import.meta.url).href);
    const script = `import { runImport } from ${module};
      const report = await runImport({ file: '-', format: 'csv', fields: ${JSON.stringify(fields)},
        parse: (record) => record, write: async (rows) => ({ inserted: rows.length, updated: 0, unchanged: 0 }) });
      process.stdout.write(JSON.stringify(report));`;
    const node = ['--input-type=module', '--no-warnings', '-e', script];
    const report = JSON.parse(
      execFileSync(process.execPath, node, { cwd: current, input: 'id,x\n1,1\n,2\n' }).toString(),
    );
    expect(report).toMatchObject({ read: 2, inserted: 1, rejectFile: 'stdin.rejected.ndjson' });
    expect(linesOf(join(current, 'stdin.rejected.ndjson'))).toHaveLength(1);
  });

  test('tells its progress up to the whole file', async () => {
    const seen: number[] = [];
    const file = fileOf(gzipSync(csv(1000)), 'posts.csv.gz');
    await runImport({ ...options(file), onProgress: ({ bytes, size }) => seen.push(bytes / size!) });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toBe(1);
  });
});

describe('the progress line', () => {
  const progress = { bytes: 420, size: 1000, read: 9000, rejected: 3, seconds: 2 };

  test('shows share, rows, speed, rejected rows and time left', () => {
    expect(renderProgress(progress)).toBe('42% · 9,000 rows · 4,500 rows/s · 3 rejected · 0:03 left');
    expect(renderProgress({ ...progress, size: null, rejected: 0 })).toBe('9,000 rows · 4,500 rows/s');
    expect(renderProgress({ ...progress, bytes: 1, seconds: 10 })).toContain('2:46:30 left');
  });

  test('is redrawn ten times a second at most, within the width, and wiped', () => {
    const written: string[] = [];
    let clock = 0;
    const terminal = { isTTY: true, columns: 20, write: (text: string) => written.push(text) };
    const line = progressLine(terminal, () => clock);
    for (; clock < 1000; clock += 10) line.update(progress);
    expect(written).toHaveLength(10);
    expect(written[0]).toBe('\r\u001b[2K42% · 9,000 rows · ');
    line.clear();
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  test('writes nothing where there is no terminal', () => {
    const written: string[] = [];
    const line = progressLine({ write: (text) => written.push(text) });
    line.update(progress);
    line.clear();
    expect(written).toEqual([]);
  });
});
