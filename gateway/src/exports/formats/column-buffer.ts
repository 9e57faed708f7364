import type { ColumnKind } from '../columns.ts';

/**
 * The values of one column until enough rows are there to be written. They are kept as bytes,
 * because objects and strings that live as long as a row group are promoted, and so an export of
 * 300,000 rows grew the heap by 170 MB between two major collections.
 */
export interface ColumnBuffer {
  append(value: unknown): void;
  /** Returns the values in order, JSON as its text; null for those that are missing. */
  values(): unknown[];
  /** Returns the number of bytes that the values take. */
  size(): number;
  clear(): void;
}

export function columnBuffer(kind: ColumnKind): ColumnBuffer {
  switch (kind) {
    case 'text':
      return textBuffer(String);
    case 'json':
      return textBuffer(JSON.stringify);
    case 'integer':
      return numberBuffer(Number, BigInt);
    case 'number':
      return numberBuffer(Number, Number);
    case 'boolean':
      return numberBuffer(Number, Boolean);
    case 'time':
      return numberBuffer(
        (value) => Date.parse(value as string),
        (time) => new Date(time),
      );
  }
}

/** Stands for a missing value; JSON has no such number. */
const MISSING = Number.NaN;
const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT;

function numberBuffer(
  toNumber: (value: unknown) => number,
  fromNumber: (value: number) => unknown,
): ColumnBuffer {
  let numbers = new Float64Array(1_024);
  let count = 0;
  return {
    append(value) {
      if (count === numbers.length) {
        const larger = new Float64Array(count * 2);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[count++] = value === null || value === undefined ? MISSING : toNumber(value);
    },
    values: () =>
      Array.from(numbers.subarray(0, count), (value) => (Number.isNaN(value) ? null : fromNumber(value))),
    size: () => count * NUMBER_BYTES,
    clear() {
      count = 0;
    },
  };
}

/** Maximum number of bytes of a UTF-16 code unit in UTF-8. */
const UNIT_BYTES = 3;

function textBuffer(toText: (value: unknown) => string): ColumnBuffer {
  const ends = numberBuffer(Number, Number);
  let bytes = Buffer.allocUnsafe(4_096);
  let used = 0;
  return {
    append(value) {
      if (value === null || value === undefined) return ends.append(null);
      const text = toText(value);
      const most = used + text.length * UNIT_BYTES;
      if (most > bytes.length) {
        const larger = Buffer.allocUnsafe(most * 2);
        bytes.copy(larger, 0, 0, used);
        bytes = larger;
      }
      used += bytes.write(text, used);
      ends.append(used);
    },
    values() {
      let start = 0;
      return ends.values().map((end) => {
        if (end === null) return null;
        const text = bytes.toString('utf8', start, end as number);
        start = end as number;
        return text;
      });
    },
    size: () => used + ends.size(),
    clear() {
      used = 0;
      ends.clear();
    },
  };
}
