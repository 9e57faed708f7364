import { invalidInput, type TributaryError } from '../../core/errors.ts';
import { isLongerThan } from '../../text/length.ts';
import { type DateReader, readStandardDate } from './standard-dates.ts';

/** A target field of the mapping, and the constraints of its value. */
export interface FieldSpec {
  readonly name: string;
  /** Whether a record without a value is rejected. */
  readonly required?: boolean | undefined;
  /**
   * Whether an invalid value rejects the record although the field is optional, because it defines
   * the record, such as its identity or text. For other optional fields the value is dropped, with
   * a note.
   */
  readonly strict?: boolean | undefined;
  /** `json` is JSON text: a list or object of an ndjson record, or such text in a column. */
  readonly kind: 'text' | 'date' | 'integer' | 'number' | 'url' | 'json';
  /** In UTF-16 units; longer text is rejected, never truncated. */
  readonly maxLength?: number | undefined;
  /** The minimum of a number. */
  readonly min?: number | undefined;
  /**
   * Parses a converted value further. Blank text is null and is not passed. Throws INVALID_INPUT
   * for an invalid value.
   */
  readonly read?: ((value: string) => MappedValue) | undefined;
}

/**
 * A value of the type given by `FieldSpec.kind` and `FieldSpec.read`: text, json and url are
 * strings, null is a missing value.
 */
export type MappedValue = string | number | boolean | Date | readonly unknown[] | null;

/** The notation of values in one file. */
export interface ValueStyle {
  readonly readDate: DateReader;
  /** Separator of digit groups in numbers; default: none. */
  readonly thousands?: string | undefined;
}

const PLAIN: ValueStyle = { readDate: readStandardDate };

const INTEGER = /^[+-]?\d+(\.0+)?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_DATE = 8.64e15;

/**
 * Converts one value. Text stays unchanged, including spaces; other kinds are trimmed and '' is
 * null. Numbers are strict: "1,200" is valid only if the style has "," between groups, "12 likes"
 * is invalid, and "5.7E+17" is not an integer, because digits were lost ("12.0" is one, as data
 * frames write it). A url is http or https. Throws INVALID_INPUT with the field and the value.
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
  // PostgreSQL cannot store NUL, and removing it would alter the text.
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
 * Removes the group separators of a number, and writes its decimal separator as a point; returns
 * text with invalid grouping unchanged.
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
