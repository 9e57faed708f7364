import { invalidInput, type TributaryError } from '../../core/errors.ts';
import { isLongerThan } from '../../text/length.ts';
import { type DateReader, readStandardDate } from './dates.ts';

/** A field that a record is mapped onto, and what its value must be. */
export interface FieldSpec {
  readonly name: string;
  /** A record without it is rejected. */
  readonly required?: boolean | undefined;
  /**
   * A value that cannot be taken rejects the record although the field is optional, since the
   * record is another one without it: its identity, its text. Other optional fields lose the value,
   * with a note.
   */
  readonly strict?: boolean | undefined;
  /**
   * `json` is text in JSON: a list or object of an ndjson record as well as such text in a column.
   */
  readonly kind: 'text' | 'date' | 'integer' | 'number' | 'url' | 'json';
  /** In characters (UTF-16 units); longer text is rejected, never cut. */
  readonly maxLength?: number | undefined;
  /** Smallest number that is taken. */
  readonly min?: number | undefined;
  /**
   * Reads a converted value further; blank text is null and never read. Throws INVALID_INPUT for
   * one that it cannot take.
   */
  readonly read?: ((value: string) => MappedValue) | undefined;
}

/**
 * A value as `FieldSpec.kind` and `FieldSpec.read` say: text, json and url are strings, null is a
 * missing value.
 */
export type MappedValue = string | number | boolean | Date | readonly unknown[] | null;

/** How values are written in one file. */
export interface ValueStyle {
  readonly readDate: DateReader;
  /** Separator between groups of three digits; numbers have none without. */
  readonly thousands?: string | undefined;
}

const PLAIN: ValueStyle = { readDate: readStandardDate };

const INTEGER = /^[+-]?\d+(\.0+)?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_DATE = 8.64e15;

/**
 * Converts one value. Text stays as it is, spaces and all; other kinds are trimmed and '' is null.
 * Numbers are strict: "1,200" is a number only where the style has "," between groups, "12 likes"
 * is none, and "5.7E+17" is no integer, as digits were lost ("12.0" is one, data frames write it).
 * A url is http or https.
 *
 * @throws INVALID_INPUT that names the field and the value.
 */
export function convert(spec: FieldSpec, value: unknown, style: ValueStyle = PLAIN): MappedValue {
  const converted = value === null || value === undefined ? null : readFurther(spec, value, style);
  const missing =
    converted === null || (spec.required && typeof converted === 'string' && converted.trim() === '');
  if (missing && spec.required) throw invalidInput(spec.name, `${spec.name} is missing.`);
  return converted;
}

function readFurther(spec: FieldSpec, value: unknown, style: ValueStyle): MappedValue {
  const converted = convertPresent(spec, value, style);
  if (!spec.read || typeof converted !== 'string') return converted;
  return converted.trim() === '' ? null : spec.read(converted);
}

function convertPresent(spec: FieldSpec, value: unknown, { readDate, thousands }: ValueStyle): MappedValue {
  if (spec.kind === 'date' && value instanceof Date)
    return inRange(value) ? value : refuse(spec, value, 'a date');
  const text = textOf(spec, value);
  if (spec.maxLength !== undefined && isLongerThan(text, spec.maxLength)) {
    throw invalidInput(spec.name, `${spec.name} is longer than ${spec.maxLength} characters.`);
  }
  if (spec.kind === 'text' || spec.kind === 'json') return text;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (spec.kind === 'date') return readDate(trimmed) ?? refuse(spec, text, 'a date');
  if (spec.kind === 'url')
    return isWebAddress(trimmed) ? trimmed : refuse(spec, text, 'an http or https address');
  return numberOf(spec, thousands === undefined ? trimmed : ungrouped(trimmed, thousands));
}

function textOf(spec: FieldSpec, value: unknown): string {
  const text = typeof value === 'string' ? value : plainText(spec, value);
  // PostgreSQL cannot hold it, and taking it out would change what was said.
  if (text.includes('\0')) throw invalidInput(spec.name, `${spec.name} has a NUL character.`);
  return text;
}

function plainText(spec: FieldSpec, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (spec.kind === 'json') return JSON.stringify(value);
  throw refusal(spec, JSON.stringify(value), spec.kind === 'text' ? 'text' : `a ${spec.kind}`);
}

function numberOf(spec: FieldSpec, text: string): number {
  const whole = spec.kind === 'integer';
  const value = (whole ? INTEGER : NUMBER).test(text) ? Number(text) : Number.NaN;
  if (value < (spec.min ?? Number.NEGATIVE_INFINITY))
    throw invalidInput(spec.name, `${spec.name} must not be below ${spec.min}.`);
  if (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) return value === 0 ? 0 : value;
  return refuse(spec, text, whole ? 'a whole number' : 'a number');
}

/**
 * A number without its separators, with a point before its decimals; text that is not grouped so
 * stays as it is.
 */
function ungrouped(text: string, separator: string): string {
  const point = separator === '.' ? ',' : '.';
  const [whole = '', decimals, more] = text.split(point);
  const groups = whole.replace(/[\u00a0\u202f]/g, ' ').split(separator);
  const grouped = groups.every((group, at) => (at === 0 ? /^[+-]?\d{1,3}$/ : /^\d{3}$/).test(group));
  if (more !== undefined || (groups.length > 1 && !grouped)) return text;
  return decimals === undefined ? groups.join('') : `${groups.join('')}.${decimals}`;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function inRange(date: Date): boolean {
  return Math.abs(date.getTime()) <= MAX_DATE;
}

function refuse(spec: FieldSpec, value: unknown, wanted: string): never {
  throw refusal(spec, String(value), wanted);
}

function refusal(spec: FieldSpec, shown: string, wanted: string): TributaryError {
  const short = shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
  return invalidInput(spec.name, `${spec.name}: "${short}" is not ${wanted}.`);
}
