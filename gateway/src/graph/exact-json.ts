/** A number whose digits a JavaScript number cannot hold; written as it was read (`JSON.rawJSON`, ECMAScript 2026). */
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

/** Whether a text may have a whole number of more digits than a JavaScript number holds. */
const LONG_NUMBER = /[[:,\s]-?\d{16}/;

/** Parses JSON without rounding whole numbers: those beyond 2^53 keep their digits. */
export function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? json.rawJSON(source!)
      : value,
  );
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return typeof value === 'object' && value !== null && json.isRawJSON(value);
}
