import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { isoText, readTimestamptz } from '../src/core/times.ts';

const byPg = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);
const time = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

test('a time is written as JavaScript writes it', () => {
  fc.assert(fc.property(fc.date({ noInvalidDate: true }), (each) => isoText(each) === each.toISOString()));
  fc.assert(fc.property(time, (each) => isoText(each) === each.toISOString()));
  for (const edge of [
    '0999-12-31T23:59:59.999Z',
    '1000-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '+010000-01-01T00:00:00.000Z',
  ])
    expect(isoText(new Date(edge))).toBe(edge);
  expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError);
});

test('a timestamptz of PostgreSQL is read to the millisecond', () => {
  const micro = fc.integer({ min: 0, max: 999 });
  fc.assert(
    fc.property(time, micro, fc.boolean(), (each, more, whole) => {
      const [day, clock] = each.toISOString().slice(0, -1).split('T') as [string, string];
      // PostgreSQL omits the trailing zeros of a fraction.
      const digits = whole
        ? clock.slice(0, 8)
        : `${clock}${String(more).padStart(3, '0')}`.replace(/\.?0+$/, '');
      const read = readTimestamptz(`${day} ${digits}+00`);
      const expected = digits.includes('.') ? each.getTime() : Math.floor(each.getTime() / 1_000) * 1_000;
      expect((read as Date).getTime()).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  'infinity',
  '-infinity',
  '2026-04-03 14:22:00+02',
  '2026-04-03 14:22:00.5-03:30',
  '0044-03-15 12:00:00+00 BC',
  '0099-03-15 12:00:00+00',
  '12026-04-03 14:22:00+00',
])('%s is read as pg reads it', (text) => {
  expect(readTimestamptz(text)).toEqual(byPg(text));
});
