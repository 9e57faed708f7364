import { describe, expect, test } from '@jest/globals';
import { Kind } from 'graphql';
import { isUuid } from '../src/postgres/scope.ts';
import { scalars } from '../src/subgraph/schema/scalars.ts';
import { isDate } from '../src/text/dates.ts';
import { isHttpUrl } from '../src/text/http-url.ts';

describe('a scalar', () => {
  type Name = keyof typeof scalars;
  const good: [Name, unknown, unknown][] = [
    ['DateTime', '2026-04-03T14:22:00Z', new Date('2026-04-03T14:22:00Z')],
    ['DateTime', '2026-04-03T14:22Z', new Date('2026-04-03T14:22:00Z')],
    ['DateTime', '2026-04-03t14:22:00.123456z', new Date('2026-04-03T14:22:00.123Z')],
    ['DateTime', '2026-04-03T14:22:00+02:00', new Date('2026-04-03T12:22:00Z')],
    ['DateTime', '2026-04-03T14:22:00+0100', new Date('2026-04-03T13:22:00Z')],
    ['DateTime', '2026-04-03T14:22:00-05', new Date('2026-04-03T19:22:00Z')],
    ['DateTime', '2024-02-29T00:00:00Z', new Date('2024-02-29T00:00:00Z')],
    ['Date', '2024-02-29', '2024-02-29'],
    ['Date', '0001-01-01', '0001-01-01'],
    ['URL', 'https://a.example/ü?x=1#y', 'https://a.example/ü?x=1#y'],
    ['Long', 0, 0],
    ['Long', -5, -5],
    ['Long', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  test.each(good)('%s takes %j', (name, given, value) => {
    expect(scalars[name].parseValue(given)).toEqual(value);
  });

  const bad: [Name, unknown][] = [
    ['DateTime', '2026-04-03'],
    ['DateTime', '2026-04-03T14:22:00'],
    ['DateTime', '2026-02-30T00:00:00Z'],
    ['DateTime', '2026-13-01T00:00:00Z'],
    ['DateTime', '2026-04-03T25:00:00Z'],
    ['DateTime', '2026-04-03T14:60:00Z'],
    ['DateTime', '2026-04-03T14:22:00+2500'],
    ['DateTime', '2026-04-03T14:22:00+010'],
    ['DateTime', '2026-04-03T14:22:00+1'],
    ['DateTime', '2026-04-03 14:22:00Z'],
    ['DateTime', '0000-01-01T00:00:00Z'],
    ['DateTime', 1_700_000_000],
    ['DateTime', ''],
    ['Date', '2026-02-29'],
    ['Date', '2026-13-01'],
    ['Date', '2026-1-1'],
    ['Date', '0000-01-01'],
    ['Date', '2026-04-03T00:00:00Z'],
    ['Date', 20_260_403],
    ['URL', 'ftp://a.example'],
    ['URL', 'a.example'],
    ['URL', 'javascript:alert(1)'],
    ['URL', `https://a.example/${'x'.repeat(2_048)}`],
    ['URL', 7],
    ['Long', 1.5],
    ['Long', '7'],
    ['Long', 2 ** 53],
    ['Long', Number.NaN],
    ['Long', true],
  ];
  test.each(bad)('%s refuses %j', (name, given) => {
    expect(() => scalars[name].parseValue(given)).toThrow(`${name} must be`);
  });

  test('parses literals of the document like variables', () => {
    const { Long, Date: day } = scalars;
    expect(Long.parseLiteral({ kind: Kind.INT, value: '42' }, {})).toBe(42);
    expect(day.parseLiteral({ kind: Kind.STRING, value: '2026-01-01' }, {})).toBe('2026-01-01');
    expect(() => Long.parseLiteral({ kind: Kind.STRING, value: '42' }, {})).toThrow('Long must be');
    expect(() => Long.parseLiteral({ kind: Kind.FLOAT, value: '4.2' }, {})).toThrow('Long must be');
    expect(() => Long.parseLiteral({ kind: Kind.INT, value: '9007199254740993' }, {})).toThrow(
      'Long must be',
    );
  });

  test('DateTime is written in UTC with milliseconds', () => {
    expect(scalars.DateTime.serialize(new Date('2026-04-03T14:22:00+02:00'))).toBe(
      '2026-04-03T12:22:00.000Z',
    );
    expect(scalars.DateTime.serialize('2026-04-03T12:22:00Z')).toBe('2026-04-03T12:22:00.000Z');
  });

  test('isDate and isHttpUrl agree with the scalars', () => {
    expect([
      isDate('2026-02-28'),
      isDate('2026-02-29'),
      isHttpUrl('http://x'),
      isHttpUrl('mailto:x'),
    ]).toEqual([true, false, true, false]);
  });
});

test.each([
  ['11111111-1111-4111-8111-111111111111', true],
  ['11111111-1111-4111-8111-11111111111', false],
  ['11111111-1111-4111-8111-11111111111A', true],
  ['', false],
  ['11111111-1111-4111-8111-111111111111\n', false],
])('whether %j can be an id: %j', (text, expected) => {
  expect(isUuid(text)).toBe(expected);
});
