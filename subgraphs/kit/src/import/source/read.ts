import { invalidInput } from '../../core/errors.ts';
import { CsvParser, type HeaderListener } from '../formats/csv.ts';
import { parseDelimiter } from '../formats/delimiter.ts';
import { JsonListParser } from '../formats/json-list.ts';
import { ndjsonParser } from '../formats/ndjson.ts';
import { IMPORT_FORMATS, type ImportFormat, type ReadItem, type RecordParser } from '../formats/records.ts';
import { type ByteSource, type ImportSource, openSource } from './byte-source.ts';
import { toUtf8 } from './encoding.ts';
import { readLines } from './lines.ts';

/** The style of a file within its format. */
export interface FileStyle {
  /**
   * For csv and tsv: one character, or a name such as `tab`; default for csv: detected from the
   * header row.
   */
  readonly delimiter?: string | undefined;
  /** For csv and tsv: columns that identify the header row if other lines precede it. */
  readonly header?: readonly string[] | undefined;
  /** For csv, tsv and ndjson: number of leading lines to skip. */
  readonly skipLines?: number | undefined;
  /**
   * For json: the path of members, separated by dots, to the list of records; not needed for a
   * document that is a list.
   */
  readonly path?: string | undefined;
  /** Default: UTF-8, or UTF-16 if the file has its byte order mark; see `toUtf8`. */
  readonly encoding?: string | undefined;
}

/** Options of a reader. */
export interface ReadOptions extends FileStyle {
  /**
   * Called with the columns of a csv or tsv header before the first record; an error that it throws
   * ends the reading.
   */
  readonly onHeader?: HeaderListener | undefined;
  /** Called once with the opened source, for reporting progress. */
  readonly onOpen?: ((source: ByteSource) => void) | undefined;
  /** Aborts the reading with an AbortError, even while it waits for input. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads records one at a time, on demand: memory holds one chunk of the source and, for a record of
 * many lines, at most 1 MB more. An unreadable record is an error item with its line, and reading
 * continues. Throws INVALID_INPUT for a source that cannot be opened or decompressed, for an
 * unusable header, and for truncated JSON.
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
 * Returns the format that a file name indicates, ignoring `.gz` and `.zst`. Throws INVALID_INPUT if
 * it indicates none.
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
