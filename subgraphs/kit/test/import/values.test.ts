import { describe, expect, test } from '@jest/globals';
import { convert, type FieldSpec } from '../../src/import/mapping/convert.ts';
import { dateReader } from '../../src/import/mapping/date-format.ts';
import { createMapper, type Preset, parseMap } from '../../src/import/mapping/mapping.ts';
import { readStandardDate } from '../../src/import/mapping/standard-dates.ts';

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

  test('values are converted, except texts', () => {
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

  test('a preset maps by column and by function, and the map overrides it', () => {
    const mapper = createMapper({ fields, preset, map: { likes: 'hearts' } });
    mapper.bind(['name', 'tweet', 'hearts']);
    const mapped = mapper.apply({ name: 'ada', tweet: 'hi', hearts: '3', favorites: '9' }, 7);
    expect(mapped).toEqual({ id: 'ada-7', text: 'hi', likes: 3 });
  });

  test('without a preset a field is read from the column of its name', () => {
    const mapper = createMapper({ fields, map: { text: 'body' } });
    mapper.bind(['id', 'body']);
    expect(mapper.apply({ id: '1', body: 'hi' }, 2)).toEqual({ id: '1', text: 'hi', likes: null });
  });

  test('a column is an own member of the record, not an inherited one', () => {
    const mapper = createMapper({ fields, map: { likes: 'constructor' } });
    expect(mapper.apply({ id: '1', text: 'hi' }, 1).likes).toBeNull();
  });

  test('unknown fields and missing columns are errors before anything is read', () => {
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
