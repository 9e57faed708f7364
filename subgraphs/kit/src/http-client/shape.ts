import { UpstreamError } from './error.ts';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A JSON object; `malformed` when it is none, as then the answer is not what the vendor documents.
 */
export function object(value: unknown, what: string): Json {
  if (isObject(value)) return value;
  throw new UpstreamError('malformed', `The answer has no ${what}.`);
}

/** A JSON object, or an empty one. */
export function objectOr(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** A list of JSON objects; `malformed` when it is none. */
export function objects(value: unknown, what: string): Json[] {
  if (Array.isArray(value)) return value.filter(isObject);
  throw new UpstreamError('malformed', `The answer has no list of ${what}.`);
}

/** Text that must be there. */
export function need(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new UpstreamError('malformed', `The answer has no ${what}.`);
}

/** Text, or null when it is not there or empty. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Reads a count, which some vendors write as a string; null if there is none. */
export function count(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}

/** Reads a boolean; null if there is none. */
export function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** A time as ISO 8601, from text or from Unix seconds; null for what is none. */
export function time(value: unknown): string | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const date = new Date(typeof number === 'number' ? number * 1_000 : String(value));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** An http address; null for anything else. */
export function address(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
