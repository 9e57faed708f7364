import type { Prepared } from './documented.ts';
import type { Member, Schema } from './openapi.ts';

const LARGEST = 1_000_000_000;

/** Values that a schema allows: every enum value, the ends of a range, the default. */
export function validValues(schema: Schema): unknown[] {
  if (schema.anyOf) return [...new Set(schema.anyOf.flatMap(validValues))];
  if (schema.enum) return [...schema.enum];
  if (schema.const !== undefined) return [schema.const];
  switch (schema.type) {
    case 'null':
      return [null];
    case 'boolean':
      return [true, false];
    case 'integer':
    case 'number':
      return numbersOf(schema);
    case 'array':
      return [validValues(schema.items!).slice(0, 2)];
    case 'object':
      return [objectOf(schema)];
    default:
      return [textOf(schema)];
  }
}

function objectOf({ required = [], properties = {} }: Schema): object {
  return Object.fromEntries(required.map((name) => [name, validValues(properties[name]!)[0]]));
}

function numbersOf({ minimum = 0, maximum = LARGEST, default: usual }: Schema): number[] {
  const most = Math.min(maximum, LARGEST);
  return [...new Set([minimum, ...(typeof usual === 'number' ? [usual] : []), most])];
}

function textOf({ format, minLength = 1 }: Schema): string {
  if (format === 'date') return '2026-04-01';
  if (format === 'date-time') return '2100-01-01T00:00:00Z';
  return 'a'.repeat(minLength);
}

/** Values that a member's schema excludes, in their serialised form. */
export function wrongValues({ place, schema }: Member): unknown[] {
  return place === 'query' ? wrongTexts(schema) : wrongMembers(schema);
}

/** A query string contains texts only; each parameter is also sent twice. */
function wrongTexts(schema: Schema): unknown[] {
  const twice = [String(validValues(schema)[0]), String(validValues(schema)[0])];
  if (schema.enum) return ['no-such-value', '', twice];
  switch (schema.type) {
    case 'boolean':
      return ['maybe', '1', '', twice];
    case 'integer':
      return ['abc', '1.5', '1e2', '', ...outside(schema).map(String), twice];
    case 'number':
      return ['abc', 'NaN', '0x8', '', ...outside(schema).map(String), twice];
    default:
      if (schema.anyOf?.some(({ format }) => format === 'date-time'))
        return ['yesterday', '2026-02-30', '2026-04-01T00:00:00', '2026-04-01T00:00:00+25:00', '', twice];
      if (schema.format === 'date') return ['yesterday', '2026-02-30', '2026-4-1', '', twice];
      return [...(schema.maxLength ? ['a'.repeat(schema.maxLength + 1)] : []), 'a\0b', twice];
  }
}

function wrongMembers(schema: Schema): unknown[] {
  if (schema.anyOf) {
    const some = schema.anyOf.find(({ type }) => type !== 'null')!;
    return wrongMembers(some).filter((value) => value !== null);
  }
  if (schema.enum) return ['no-such-value', 7, null];
  switch (schema.type) {
    case 'boolean':
      return ['maybe', 1, null];
    case 'integer':
      return ['ten', 1.5, null, ...outside(schema)];
    case 'array':
      return [
        'text',
        {},
        ...(schema.minItems ? [[]] : []),
        ...(schema.maxItems ? [Array(schema.maxItems + 1).fill(validValues(schema.items!)[0])] : []),
        [wrongMembers(schema.items!)[0]],
      ];
    case 'object':
      return ['text', 7, []];
    default:
      return [
        7,
        null,
        ['a'],
        ...(schema.minLength ? [''] : []),
        ...(schema.maxLength ? ['a'.repeat(schema.maxLength + 1)] : []),
        ...(schema.format === 'date-time' ? ['tomorrow', '2026-02-30T00:00:00Z'] : []),
        'a\0b',
      ];
  }
}

function outside({ minimum, maximum }: Schema): number[] {
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum < LARGEST ? maximum + 1 : 1e21]),
  ];
}

/** Formats a value for a case's name. */
export function shown(value: Prepared<unknown>): string {
  const text = typeof value === 'function' ? '(prepared)' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
