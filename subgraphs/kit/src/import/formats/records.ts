import type { Line } from '../source/lines.ts';

/** The formats the importer reads. */
export const IMPORT_FORMATS = ['csv', 'tsv', 'ndjson', 'json'] as const;

/**
 * A file format: `ndjson` has one JSON object per line, `json` a list of objects anywhere in a
 * document.
 */
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/**
 * A record before mapping: text by column for csv and tsv, any JSON value by member for ndjson and
 * json.
 */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** A record; `line` is its first line in the file, counted from 1. */
export interface ReadRecord {
  readonly line: number;
  readonly record: SourceRecord;
}

/** An unreadable record: the reason, and the beginning of its text. */
export interface ReadError {
  readonly line: number;
  readonly error: string;
  readonly raw: string;
}

/** An item of a file, in file order. */
export type ReadItem = ReadRecord | ReadError;

/** Turns lines into records; a record may need lines that are still to come. */
export interface RecordParser {
  accept(lines: readonly Line[]): ReadItem[];
  end(): ReadItem[];
}

/**
 * Length of a bad record's excerpt: enough to find and fix it, without filling the side file with a
 * broken file.
 */
const RAW_LENGTH = 10_000;

/** Creates an error item from the lines at fault. */
export function readError(
  line: number,
  error: string,
  lines: readonly { readonly text: string | null }[],
): ReadError {
  let raw = '';
  for (const { text } of lines) {
    raw += text ?? '';
    if (raw.length >= RAW_LENGTH) break;
  }
  return { line, error, raw: raw.slice(0, RAW_LENGTH).trimEnd() };
}
