/** Matches every number that loses digits as a double: 16 digits in a row, or an exponent. */
const MAY_LOSE_DIGITS = /\d{16}|\d[eE]/;

/** A reviver with the third argument, which TypeScript's library does not declare yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? source : value;

/**
 * Parses JSON like `JSON.parse`, but without losing digits of integers: one beyond 2^53, such as a
 * 64-bit id, becomes a string. The reviver makes parsing several times slower, so it is used only
 * for texts that may contain such a number. Throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  if (!MAY_LOSE_DIGITS.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}
