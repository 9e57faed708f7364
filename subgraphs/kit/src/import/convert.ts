import { invalidInput, type TributaryError } from '../errors.ts';
import { type DateReader, readStandardDate } from './dates.ts';

/** A field that a record is mapped onto, and what its value must be. */
export interface FieldSpec {
  readonly name: string;
  /** A record without it is rejected. */
  readonly required?: boolean | undefined;
  /** `json` is text in JSON: a list or object of an ndjson record as well as such text in a column. */
  readonly kind: 'text' | 'date' | 'integer' | 'number' | 'url' | 'json';
  /** In characters (UTF-16 units); longer text is rejected, never cut. */
  readonly maxLength?: number | undefined;
}

/** A value as `FieldSpec.kind` says: text, json and url are strings, null is "not told". */
export type MappedValue = string | number | Date | null;

const INTEGER = /^[+-]?\d+(\.0+)?$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MAX_DATE = 8.64e15;

/**
 * Converts one value. Text stays as it is, spaces and all; other kinds are trimmed and '' is null. Numbers are strict:
 * "1,200" and "12 likes" are no numbers, and "5.7E+17" is no integer, as digits were lost ("12.0" is one, data frames
 * write it). A url is http or https.
 *
 * @throws INVALID_INPUT that names the field and the value.
 */
export function convert(
  spec: FieldSpec,
  value: unknown,
  readDate: DateReader = readStandardDate,
): MappedValue {
  const converted = value === null || value === undefined ? null : convertPresent(spec, value, readDate);
  const missing =
    converted === null || (spec.required && typeof converted === 'string' && converted.trim() === '');
  if (missing && spec.required) throw invalidInput(spec.name, `${spec.name} is missing.`);
  return converted;
}

function convertPresent(spec: FieldSpec, value: unknown, readDate: DateReader): MappedValue {
  if (spec.kind === 'date' && value instanceof Date)
    return inRange(value) ? value : refuse(spec, value, 'a date');
  const text = textOf(spec, value);
  if (spec.maxLength !== undefined && text.length > spec.maxLength) {
    throw invalidInput(spec.name, `${spec.name} is longer than ${spec.maxLength} characters.`);
  }
  if (spec.kind === 'text' || spec.kind === 'json') return text;
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (spec.kind === 'date') return readDate(trimmed) ?? refuse(spec, text, 'a date');
  if (spec.kind === 'url')
    return isWebAddress(trimmed) ? trimmed : refuse(spec, text, 'an http or https address');
  return numberOf(spec, trimmed);
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
  if (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) return value === 0 ? 0 : value;
  return refuse(spec, text, whole ? 'a whole number' : 'a number');
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
