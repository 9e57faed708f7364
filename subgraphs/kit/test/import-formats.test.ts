import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectDelimiter, parseDelimiter } from '../src/import/formats/delimiter.ts';
import { parseJson } from '../src/import/formats/exact-json.ts';
import type { ImportFormat } from '../src/import/formats/records.ts';
import { convert } from '../src/import/mapping/convert.ts';
import { createMapper } from '../src/import/mapping/mapping.ts';
import { type ReadOptions, readRecords } from '../src/import/source/read.ts';
import { openSource } from '../src/import/source/source.ts';
import { htmlToText, unescapeHtml } from '../src/text/html.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* pieces(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Given extends ReadOptions {
  readonly format?: ImportFormat;
  /** Size of the chunks in bytes. */
  readonly size?: number | undefined;
}

async function read(content: string | Uint8Array, { format = 'csv', size, ...options }: Given = {}) {
  return Array.fromAsync(readRecords(pieces(content, size), format, options));
}

const records = async (content: string | Uint8Array, given?: Given) =>
  (await read(content, given)).map((item) => ('record' in item ? item.record : `${item.line}!${item.error}`));

/** Characters of windows-1252: some shared with Latin-1, some of its own. */
const WINDOWS = 'aéñüß€“”–™ ,;"';
const windows1252 = (text: string) =>
  Buffer.from(
    [...text].map(
      (each) => ({ '€': 0x80, '“': 0x93, '”': 0x94, '–': 0x96, '™': 0x99 })[each] ?? each.charCodeAt(0),
    ),
  );

describe('the encoding', () => {
  test('that is not UTF-8 costs the rows that are not, with their lines', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,x\n1,plain\n2,'),
      windows1252('café'),
      Buffer.from('\n3,"two\n'),
      windows1252('déjà'),
      Buffer.from(' vu"\n4,é\n'),
    ]);
    const reason = (line: number) =>
      expect.stringMatching(new RegExp(`Line ${line} is not valid in .*--encoding`));
    const items = await read(bytes);
    expect(items).toEqual([
      { line: 2, record: { id: '1', x: 'plain' } },
      { line: 3, error: reason(3), raw: expect.any(String) },
      { line: 4, error: reason(5), raw: expect.any(String) },
      { line: 6, record: { id: '4', x: 'é' } },
    ]);
  });

  test.each(['ndjson', 'json'] as const)('that is not UTF-8 costs one object of %s', async (format) => {
    const lines = [Buffer.from('{"x":"a"}'), windows1252('{"x":"café"}'), Buffer.from('{"x":"é"}')];
    const [open, between, close] = format === 'json' ? ['[', ',\n', ']'] : ['', '\n', ''];
    const bytes = Buffer.concat(
      [open, lines[0]!, between, lines[1]!, between, lines[2]!, close].map((part) =>
        Buffer.from(part as string),
      ),
    );
    expect(await records(bytes, { format })).toEqual([
      { x: 'a' },
      expect.stringMatching(/^2!Line 2 is not valid/),
      { x: 'é' },
    ]);
  });

  test('of a header that is not UTF-8 refuses the file, naming the line', async () => {
    await expect(read(windows1252('id,prénom\n1,a\n'))).rejects.toThrow(/Line 1 is not valid/);
  });

  test('windows-1252 is read when it is named', async () => {
    const text = fc.stringMatching(new RegExp(`^[${WINDOWS}]{0,20}$`, 'u'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 10 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const csv = `x\n${all.map((each) => `"${each.replaceAll('"', '""')}"\n`).join('')}`;
          const given = { encoding: 'windows-1252', size };
          expect(await records(windows1252(csv), given)).toEqual(all.map((x) => ({ x })));
          const json = windows1252(JSON.stringify(all.map((x) => ({ x }))));
          expect(await records(json, { ...given, format: 'json' })).toEqual(all.map((x) => ({ x })));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('UTF-16 is recognised by its mark, in both orders, and half a character rejects its row', async () => {
    const text = '\ufeffid\tx\n1\tÄ🐘\n2\tb\n';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big])
      for (const size of [1, 3, 64])
        expect(await records(bytes, { size })).toEqual([
          { id: '1', x: 'Ä🐘' },
          { id: '2', x: 'b' },
        ]);
    const broken = Buffer.from('\ufeffid,x\n1,\ud83d\n2,b\n', 'utf16le');
    expect(await records(broken)).toEqual([
      expect.stringMatching(/^2!Line 2 is not valid/),
      { id: '2', x: 'b' },
    ]);
  });

  test('of several bytes a character rejects what it cannot decode', async () => {
    const shiftJis = Buffer.from([0x78, 0x0a, 0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x85, 0xff, 0x0a, 0x61, 0x0a]);
    expect(await records(shiftJis, { encoding: 'shift_jis' })).toEqual([
      { x: '日本' },
      expect.stringMatching(/^3!/),
      { x: 'a' },
    ]);
  });

  test('that nobody knows is refused', async () => {
    await expect(read('x\n1\n', { encoding: 'klingon' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'encoding' },
    });
  });
});

describe('a packed file', () => {
  const text = `id,x\n${Array.from({ length: 2_000 }, (_, at) => `${at},text ${at}\n`).join('')}`;
  const half = text.indexOf('\n', text.length / 2) + 1;
  const pack = { gzip: gzipSync, zstd: zstdCompressSync };

  test.each(['gzip', 'zstd'] as const)(
    'in %s is recognised by its bytes, members one after the other',
    async (kind) => {
      const whole = pack[kind](text);
      const parts = Buffer.concat([pack[kind](text.slice(0, half)), pack[kind](text.slice(half))]);
      for (const bytes of [whole, parts])
        for (const size of [3, 1_000, 10_000_000]) expect(await records(bytes, { size })).toHaveLength(2_000);
      const path = join(folder, `posts.csv.${kind === 'gzip' ? 'gz' : 'zst'}`);
      writeFileSync(path, whole);
      expect(await Array.fromAsync(readRecords(path, 'csv'))).toHaveLength(2_000);
    },
  );

  test('in zstd may have any frames, empty and skippable ones among them', async () => {
    const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
    const part = fc.oneof(
      fc.record({ text: fc.string({ maxLength: 300 }), checked: fc.boolean() }),
      fc.record({ skipped: fc.uint8Array({ maxLength: 300 }) }),
    );
    const frame = (each: { text: string; checked: boolean } | { skipped: Uint8Array }) => {
      if ('text' in each) return zstdCompressSync(each.text, each.checked ? checked : {});
      const head = Buffer.alloc(8);
      head.writeUInt32LE(0x184d2a53);
      head.writeUInt32LE(each.skipped.length, 4);
      return Buffer.concat([head, each.skipped]);
    };
    const first = fc.record({ text: fc.string(), checked: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        first,
        fc.array(part, { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (head, rest, size) => {
          const all = [head, ...rest];
          const { chunks } = await openSource(pieces(Buffer.concat(all.map(frame)), size));
          const expected = all.map((each) => ('text' in each ? each.text : '')).join('');
          expect(Buffer.concat(await Array.fromAsync(chunks)).toString()).toBe(
            Buffer.from(expected).toString(),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test('in zstd with something else behind its last frame is refused', async () => {
    const bytes = Buffer.concat([zstdCompressSync('x\n1\n'), Buffer.from('garbage')]);
    await expect(read(bytes)).rejects.toThrow(/not valid Zstandard/);
  });

  test.each(['gzip', 'zstd'] as const)('in %s that breaks off is an error', async (kind) => {
    const whole = pack[kind](text);
    const path = join(folder, `cut.${kind}`);
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    await expect(Array.fromAsync(readRecords(path, 'csv'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

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

  test('are not confused with fractions, exponents and texts', () => {
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

  test('items that are no objects, or not valid, cost themselves', async () => {
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

  test('an object longer than 1 MB costs itself', async () => {
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

  test('objects before the place where a file breaks off are given', async () => {
    const given: unknown[] = [];
    const reading = (async () => {
      for await (const item of readRecords(pieces('[{"x":1},{"x":2},{"x"', 4), 'json')) given.push(item);
    })();
    await expect(reading).rejects.toThrow(/breaks off/);
    expect(given).toHaveLength(2);
  });

  test('any objects at any path come back equal, however the bytes are cut', async () => {
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

describe('tables', () => {
  test.each([
    ['id;text;posted_at', ';'],
    ['id,text;with semicolon,posted_at', ','],
    ['"a;b;c;d",x', ','],
    ['id\ttext', '\t'],
    ['id|text|x', '|'],
    ['id', ','],
  ])('the delimiter of %j is %j', (header, delimiter) => expect(detectDelimiter(header)).toBe(delimiter));

  test('are read with any delimiter, detected or given', async () => {
    const cell = fc.stringMatching(/^[a",;|\t é]{0,10}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: cell, x: cell }), { maxLength: 10 }),
        fc.constantFrom(',', ';', '\t', '|', '^'),
        async (rows, delimiter) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = rows.map(({ id, x }) => quoted(id) + delimiter + quoted(x));
          const text = [`id${delimiter}x`, ...lines].join('\r\n');
          const given = delimiter === '^' ? { delimiter } : {};
          expect(await records(text, given)).toEqual(rows);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("a first line of Excel's names the delimiter", async () => {
    expect(await records('sep=;\r\nid;a,b,c\r\n1;x\r\n')).toEqual([{ id: '1', 'a,b,c': 'x' }]);
  });

  test('delimiters may be given by name', () => {
    expect(['tab', '\\t', ';', 'Semicolon'].map(parseDelimiter)).toEqual(['\t', '\t', ';', ';']);
    for (const bad of ['', '::', '"', '\n'])
      expect(() => parseDelimiter(bad)).toThrow(/must be one character/);
  });

  test('lines above the header are skipped, and counted', async () => {
    const text = 'Report of today\nFrom:,"a\nid,x\n1,a\n';
    expect(await read(text, { skipLines: 2 })).toEqual([{ line: 4, record: { id: '1', x: 'a' } }]);
  });

  test('a header row is found by its columns, whatever is above it', async () => {
    const text = 'Report:,Bulk\nBrand:,"an open quote\n\nLabel:,x,y\nID,Text,Date\n1,a,b\n';
    expect(await read(text, { header: ['Text', 'id'] })).toEqual([
      { line: 6, record: { ID: '1', Text: 'a', Date: 'b' } },
    ]);
    await expect(read(text, { header: ['Network'] })).rejects.toThrow(
      /No header row with the columns Network/,
    );
    await expect(read('a,b\n'.repeat(100), { header: ['Network'] })).rejects.toThrow(/in the first 50 lines/);
  });
});

describe('values', () => {
  const style = (thousands?: string) => ({ readDate: () => null, thousands });
  const integer = (text: string, thousands?: string) =>
    convert({ name: 'f', kind: 'integer' }, text, style(thousands));

  test.each([
    ['12,345', ',', 12_345],
    ['-1,234,567', ',', -1_234_567],
    ['12.345', '.', 12_345],
    ['12\u202f345', ' ', 12_345],
    ["12'345", "'", 12_345],
    ['12345', ',', 12_345],
  ])('%s with %j between groups is %d', (text, thousands, value) =>
    expect(integer(text, thousands)).toBe(value),
  );

  test.each([
    ['12,345', undefined],
    ['1,23', ','],
    ['1234,567', ','],
    [',123', ','],
    ['1,234', '.'],
  ])('%s with %j between groups is no whole number', (text, thousands) => {
    expect(() => integer(text, thousands)).toThrow('is not a whole number');
  });

  test('decimals are those of the style', () => {
    const number = (text: string, thousands: string) =>
      convert({ name: 'f', kind: 'number' }, text, style(thousands));
    expect([number('1,234.5', ','), number('1.234,5', '.'), number('0,5', '.')]).toEqual([
      1234.5, 1234.5, 0.5,
    ]);
  });

  test('any grouped number is read as it was', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(',', '.', ' ', "'"), (value, separator) => {
        const grouped = value.toLocaleString('en-US').replaceAll(',', separator);
        expect(integer(grouped, separator)).toBe(value);
      }),
    );
  });

  test('are found through members of members, whole names first', () => {
    const fields = [{ name: 'f', kind: 'text' as const }];
    const of = (column: string, record: Record<string, unknown>) =>
      createMapper({ fields, map: { f: column } }).apply(record, 1)['f'];
    expect(of('tweet.full_text', { tweet: { full_text: 'a' } })).toBe('a');
    expect(of('tweet.full_text', { 'tweet.full_text': 'b', tweet: { full_text: 'a' } })).toBe('b');
    expect(of('a.1.b', { a: [{}, { b: 'c' }] })).toBe('c');
    expect(of('a.b', { a: null })).toBeNull();
    expect(of('a.constructor', { a: {} })).toBeNull();
    expect(of('a.length', { a: 'text' })).toBeNull();
  });

  test('are unescaped where it is asked, once', () => {
    const fields = [{ name: 'f', kind: 'text' as const }];
    const of = (unescapeHtml: boolean) =>
      createMapper({ fields, unescapeHtml }).apply({ f: 'AT&amp;T &amp;lt;' }, 1)['f'];
    expect([of(false), of(true)]).toEqual(['AT&amp;T &amp;lt;', 'AT&T &lt;']);
  });
});

describe('html', () => {
  test.each([
    ['AT&amp;T &lt;3 &gt; &quot;x&quot; &#39;y&#39; &#x27;', "AT&T <3 > \"x\" 'y' '"],
    ['&amp;amp; &amp;lt;', '&amp; &lt;'],
    ['caf&eacute; &Uuml;ber &frac12; &yuml; &nbsp;|', 'café Über ½ ÿ \u00a0|'],
    ['&#128024; &#x1F418;', '🐘 🐘'],
    ['&#0; &#xD800; &#x110000; &unknown; &amp &; R&D', '&#0; &#xD800; &#x110000; &unknown; &amp &; R&D'],
  ])('%s is %s', (escaped, text) => expect(unescapeHtml(escaped)).toBe(text));

  test('escaping is undone, whatever the text', () => {
    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(unescapeHtml(escaped(text))).toBe(text)),
    );
  });

  test.each([
    ['<p>One<br />two</p><p>Three &amp; &lt;b&gt;</p>', 'One\ntwo\n\nThree & <b>'],
    [
      '<p>See <a href="https://a.example/x"><span class="invisible">https://</span><span>a.example/x</span></a></p>',
      'See https://a.example/x',
    ],
    [
      'Yes.<p><a href="https:&#x2F;&#x2F;a.example&#x2F;long" rel="nofollow">https:&#x2F;&#x2F;a.exam...</a>',
      'Yes.\n\nhttps://a.example/long',
    ],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ])('the text of %s', (html, text) => expect(htmlToText(html)).toBe(text));
});
