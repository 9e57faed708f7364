import { invalidInput } from '../errors.ts';
import { CsvParser, type HeaderListener } from './csv.ts';
import { readLines } from './lines.ts';
import { ndjsonParser } from './ndjson.ts';
import type { ImportFormat, ReadItem, RecordParser } from './records.ts';
import { type ByteSource, type ImportSource, openSource } from './source.ts';

/** What a reader may be told and asked. */
export interface ReadOptions {
  /** Called with the columns of a csv or tsv header before the first record; what it throws ends the reading. */
  readonly onHeader?: HeaderListener | undefined;
  /** Called once with the opened source, to follow how far reading has come. */
  readonly onOpen?: ((source: ByteSource) => void) | undefined;
  /** Ends the reading with an AbortError, also while it waits for input. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads records one after the other, as fast as they are asked for: memory holds one chunk of the source and, for a
 * quoted field over many lines, at most 1 MB more. What cannot be read is an error item with its line, and reading
 * goes on. Throws INVALID_INPUT for a source that cannot be opened or unpacked, and for an unusable header.
 */
export async function* readRecords(
  source: ImportSource,
  format: ImportFormat,
  options: ReadOptions = {},
): AsyncGenerator<ReadItem> {
  const bytes = await openSource(source, options.signal);
  options.onOpen?.(bytes);
  const parser = parserFor(format, options.onHeader);
  for await (const lines of readLines(bytes.chunks)) {
    for (const item of parser.accept(lines)) yield item;
  }
  for (const item of parser.end()) yield item;
}

/** The format that a file's name tells, `.gz` left out of account. Throws INVALID_INPUT when it tells none. */
export function formatOfFile(source: ImportSource): ImportFormat {
  const name = typeof source === 'string' ? source.toLowerCase().replace(/\.gz$/, '') : '';
  if (name.endsWith('.csv')) return 'csv';
  if (name.endsWith('.tsv')) return 'tsv';
  if (name.endsWith('.ndjson') || name.endsWith('.jsonl')) return 'ndjson';
  throw invalidInput('format', 'The format is not told by the file name; give csv, tsv or ndjson.');
}

function parserFor(format: ImportFormat, onHeader?: HeaderListener): RecordParser {
  if (format === 'ndjson') return ndjsonParser();
  return new CsvParser({ delimiter: format === 'csv' ? ',' : '\t', looseQuotes: format === 'tsv' }, onHeader);
}
