import { invalidInput } from '../../core/errors.ts';
import { CsvParser, type HeaderListener } from '../formats/csv.ts';
import { parseDelimiter } from '../formats/delimiter.ts';
import { JsonListParser } from '../formats/json-list.ts';
import { ndjsonParser } from '../formats/ndjson.ts';
import { IMPORT_FORMATS, type ImportFormat, type ReadItem, type RecordParser } from '../formats/records.ts';
import { toUtf8 } from './encoding.ts';
import { readLines } from './lines.ts';
import { type ByteSource, type ImportSource, openSource } from './source.ts';

/** How a file is written, besides its format. */
export interface FileStyle {
  /**
   * Of csv and tsv: one character, or a name such as `tab`; detected from the header row of a csv
   * without.
   */
  readonly delimiter?: string | undefined;
  /** For csv and tsv: columns that identify the header row, which may have other lines above it. */
  readonly header?: readonly string[] | undefined;
  /** Of csv, tsv and ndjson: lines at the top that are passed over. */
  readonly skipLines?: number | undefined;
  /**
   * Of json: members that lead to the list of records, between dots; a document that is a list
   * needs none.
   */
  readonly path?: string | undefined;
  /** UTF-8 without, and UTF-16 by its byte order mark; see `toUtf8`. */
  readonly encoding?: string | undefined;
}

/** What a reader may be told and asked. */
export interface ReadOptions extends FileStyle {
  /**
   * Called with the columns of a csv or tsv header before the first record; what it throws ends the
   * reading.
   */
  readonly onHeader?: HeaderListener | undefined;
  /** Called once with the opened source, to follow how far reading has come. */
  readonly onOpen?: ((source: ByteSource) => void) | undefined;
  /** Ends the reading with an AbortError, also while it waits for input. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads records one after the other, as fast as they are asked for: memory holds one chunk of the
 * source and, for a record over many lines, at most 1 MB more. What cannot be read is an error item
 * with its line, and reading goes on. Throws INVALID_INPUT for a source that cannot be opened or
 * unpacked, for an unusable header, and where JSON breaks off.
 */
export async function* readRecords(
  source: ImportSource,
  format: ImportFormat,
  options: ReadOptions = {},
): AsyncGenerator<ReadItem> {
  const bytes = await openSource(source, options.signal);
  options.onOpen?.(bytes);
  const chunks = toUtf8(bytes.chunks, options.encoding);
  if (format === 'json') return yield* readJson(chunks, options.path);
  const parser = parserFor(format, options);
  const skip = options.skipLines ?? 0;
  for await (const lines of readLines(chunks)) {
    const wanted = skip === 0 ? lines : lines.filter(({ number }) => number > skip);
    for (const item of parser.accept(wanted)) yield item;
  }
  for (const item of parser.end()) yield item;
}

async function* readJson(
  chunks: AsyncIterable<Uint8Array>,
  path: string | undefined,
): AsyncGenerator<ReadItem> {
  const parser = new JsonListParser(path ? path.split('.') : []);
  for await (const chunk of chunks) for (const item of parser.accept(chunk)) yield item;
  for (const item of parser.end()) yield item;
}

const FORMATS: Readonly<Record<string, ImportFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  js: 'json',
};

/**
 * The format that a file's name shows, `.gz` and `.zst` left out of account. Throws INVALID_INPUT
 * when it shows none.
 */
export function formatOfFile(source: ImportSource): ImportFormat {
  const name = typeof source === 'string' ? source.toLowerCase() : '';
  const ending = /\.([a-z]+)(?:\.(?:gz|zst))?$/.exec(name)?.[1] ?? '';
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (format) return format;
  const formats = IMPORT_FORMATS.join(', ');
  throw invalidInput(
    'format',
    `The file name does not show its format; give --format with one of ${formats}.`,
  );
}

function parserFor(format: ImportFormat, options: ReadOptions): RecordParser {
  if (format === 'ndjson') return ndjsonParser();
  const given = options.delimiter === undefined ? undefined : parseDelimiter(options.delimiter);
  const delimiter = given ?? (format === 'tsv' ? '\t' : undefined);
  return new CsvParser({ delimiter, header: options.header }, options.onHeader);
}
