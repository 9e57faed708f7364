import { UpstreamError } from './error.ts';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object; otherwise throws `malformed`, because the response deviates from the
 * vendor's documentation.
 */
export function object(value: unknown, what: string): Json {
  if (isObject(value)) return value;
  throw new UpstreamError('malformed', `The answer has no ${what}.`);
}

/** Reads a JSON object; an empty one for anything else. */
export function objectOr(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** Reads a list of JSON objects; throws `malformed` for anything else. */
export function objects(value: unknown, what: string): Json[] {
  if (Array.isArray(value)) return value.filter(isObject);
  throw new UpstreamError('malformed', `The answer has no list of ${what}.`);
}

/** Reads required text. */
export function need(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new UpstreamError('malformed', `The answer has no ${what}.`);
}

/** Reads text; null if it is missing or empty. */
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

/** Reads a time, as text or Unix seconds, and returns it as ISO 8601; null if it is invalid. */
export function time(value: unknown): string | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const date = new Date(typeof number === 'number' ? number * 1_000 : String(value));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Reads an http URL; null for anything else. */
export function address(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
