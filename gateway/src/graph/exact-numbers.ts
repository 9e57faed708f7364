/**
 * An integer beyond 2^53, serialized with the digits it was parsed from (`JSON.rawJSON`, ECMAScript
 * 2026).
 */
export interface ExactNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

const json = JSON as unknown as ExactJson;

/** Matches texts that may contain an integer beyond 2^53. */
const LONG_NUMBER = /[[:,\s]-?\d{16}/;

/** Parses JSON without rounding integers: those beyond 2^53 keep their digits. */
export function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? json.rawJSON(source!)
      : value,
  );
}

/** Whether a value is an integer that kept its digits. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && json.isRawJSON(value);
}
