import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectDelimiter, parseDelimiter } from '../../src/import/formats/delimiter.ts';
import { convert } from '../../src/import/mapping/convert.ts';
import { createMapper } from '../../src/import/mapping/mapping.ts';
import { read, records } from './support.ts';

describe('tables', () => {
  test.each([
    ['id;text;posted_at', ';'],
    ['id,text;with semicolon,posted_at', ','],
    ['"a;b;c;d",x', ','],
    ['id\ttext', '\t'],
    ['id|text|x', '|'],
    ['id', ','],
  ])('the delimiter of %j is %j', (header, delimiter) => expect(detectDelimiter(header)).toBe(delimiter));

  test('are read with any delimiter, detected or specified', async () => {
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

  test("Excel's first line `sep=` sets the delimiter", async () => {
    expect(await records('sep=;\r\nid;a,b,c\r\n1;x\r\n')).toEqual([{ id: '1', 'a,b,c': 'x' }]);
  });

  test('delimiters may be specified by name', () => {
    expect(['tab', '\\t', ';', 'Semicolon'].map(parseDelimiter)).toEqual(['\t', '\t', ';', ';']);
    for (const bad of ['', '::', '"', '\n'])
      expect(() => parseDelimiter(bad)).toThrow(/must be one character/);
  });

  test('lines above the header are skipped, and counted', async () => {
    const text = 'Report of today\nFrom:,"a\nid,x\n1,a\n';
    expect(await read(text, { skipLines: 2 })).toEqual([{ line: 4, record: { id: '1', x: 'a' } }]);
  });

  test('a header row is found by its columns below any other lines', async () => {
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

  test('decimals follow the style', () => {
    const number = (text: string, thousands: string) =>
      convert({ name: 'f', kind: 'number' }, text, style(thousands));
    expect([number('1,234.5', ','), number('1.234,5', '.'), number('0,5', '.')]).toEqual([
      1234.5, 1234.5, 0.5,
    ]);
  });

  test('any grouped number is read unchanged', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(',', '.', ' ', "'"), (value, separator) => {
        const grouped = value.toLocaleString('en-US').replaceAll(',', separator);
        expect(integer(grouped, separator)).toBe(value);
      }),
    );
  });

  test('are found by paths of members, whole names first', () => {
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

  test('are unescaped once if requested', () => {
    const fields = [{ name: 'f', kind: 'text' as const }];
    const of = (unescapeHtml: boolean) =>
      createMapper({ fields, unescapeHtml }).apply({ f: 'AT&amp;T &amp;lt;' }, 1)['f'];
    expect([of(false), of(true)]).toEqual(['AT&amp;T &amp;lt;', 'AT&T &lt;']);
  });
});
