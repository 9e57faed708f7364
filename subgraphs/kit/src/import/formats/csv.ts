import { invalidInput } from '../../core/errors.ts';
import { type Line, MAX_RECORD, undecodable } from '../source/lines.ts';
import { newScan, type RowStyle, scanLine } from './csv-row.ts';
import { declaredDelimiter, detectDelimiter } from './delimiter.ts';
import { type ReadItem, type RecordParser, readError, type SourceRecord } from './records.ts';

/**
 * Receives the header's column names without unnamed ones; an error that it throws ends the
 * reading.
 */
export type HeaderListener = (columns: string[]) => void;

/** Format of a table. */
export interface TableStyle {
  /** Default: detected from the header row. */
  readonly delimiter?: string | undefined;
  /**
   * Columns that identify the header row; lines above it are skipped. Default: the first line is
   * the header.
   */
  readonly header?: readonly string[] | undefined;
}

/** Maximum number of lines above the header row. */
const LONGEST_PREAMBLE = 50;

/**
 * Parses the rows below a header row. Quotes follow RFC 4180; blank lines between rows are skipped.
 * A row with a broken quote costs one line: parsing resumes at the next line, however many lines
 * the quote had spanned.
 */
export class CsvParser implements RecordParser {
  readonly #header: readonly string[];
  readonly #onHeader: HeaderListener;
  #delimiter: string | undefined;
  #style: RowStyle = { delimiter: ',', looseQuotes: false };
  #skipped = 0;
  #columns: string[] | null = null;
  #items: ReadItem[] = [];
  /** The lines of the current row, their length, and the scan of them. */
  #held: Line[] = [];
  #size = 0;
  #scan = newScan();

  constructor(style: TableStyle, onHeader: HeaderListener = () => {}) {
    this.#delimiter = style.delimiter;
    this.#header = style.header ?? [];
    this.#onHeader = onHeader;
  }

  accept(lines: readonly Line[]): ReadItem[] {
    this.#items = [];
    this.#acceptAll(lines);
    return this.#items;
  }

  end(): ReadItem[] {
    this.#items = [];
    while (this.#held.length > 0)
      this.#acceptAll(this.#giveUp(this.#inColumn('has a quote that is never closed')));
    if (this.#columns === null) {
      if (this.#skipped > 0) throw this.#noHeader();
      throw invalidInput('file', 'The file is empty: a header row is needed.');
    }
    return this.#items;
  }

  #acceptAll(lines: readonly Line[]): void {
    let queue = lines;
    for (let next = 0; next < queue.length; next++) {
      const again = this.#acceptLine(queue[next]!);
      if (again.length === 0) continue;
      queue = again.concat(queue.slice(next + 1));
      next = -1;
    }
  }

  /** Parses one line; returns the lines that must be parsed again. */
  #acceptLine(line: Line): Line[] {
    const { text } = line;
    if (this.#held.length === 0 && (text === '\n' || text === '\r\n')) return [];
    if (this.#columns === null && this.#held.length === 0 && !this.#beginsHeader(text ?? '')) return [];
    this.#held.push(line);
    if (text === null) return this.#giveUp('The row is longer than 1 MB.');
    const outcome = scanLine(this.#scan, text, this.#style);
    if (outcome === 'done') return this.#finish();
    if (outcome !== 'open') return this.#giveUp(this.#inColumn(outcome.problem, outcome.column));
    this.#size += text.length;
    if (this.#size <= MAX_RECORD) return [];
    return this.#giveUp(this.#inColumn('has a quote that is not closed within 1 MB'));
  }

  /** Whether the header row begins with this line; if so, stores its style. */
  #beginsHeader(text: string): boolean {
    const declared = declaredDelimiter(text);
    if (declared !== null) {
      this.#delimiter ??= declared;
      return false;
    }
    const delimiter = this.#delimiter ?? detectDelimiter(text);
    // Programs that write tab-separated text rarely quote it.
    this.#style = { delimiter, looseQuotes: delimiter === '\t' };
    if (this.#header.length === 0) return true;
    const scan = newScan();
    scanLine(scan, text, this.#style);
    if (this.#header.every((name) => scan.fields.some((field) => sameName(field, name)))) return true;
    this.#skipped += 1;
    if (this.#skipped >= LONGEST_PREAMBLE) throw this.#noHeader();
    return false;
  }

  #noHeader(): Error {
    const names = this.#header.join(', ');
    return invalidInput(
      'file',
      `No header row with the columns ${names} in the first ${this.#skipped} lines.`,
    );
  }

  #finish(): [] {
    const { fields } = this.#scan;
    const damaged = this.#held.find(({ valid }) => !valid);
    if (damaged && this.#columns === null) throw invalidInput('file', undecodable(damaged.number));
    if (damaged) this.#items.push(readError(this.#held[0]!.number, undecodable(damaged.number), this.#held));
    else if (this.#columns === null) {
      this.#columns = headerOf(fields);
      this.#onHeader(this.#columns.filter((name) => name !== ''));
    } else this.#items.push(rowOf(this.#columns, fields, this.#held));
    this.#reset();
    return [];
  }

  /** Rejects the current row at its first line; returns its other lines, to be parsed again. */
  #giveUp(reason: string): Line[] {
    if (this.#columns === null) throw invalidInput('file', `The header row cannot be read: ${reason}`);
    const [first, ...later] = this.#held as [Line, ...Line[]];
    if (!first.valid) reason = undecodable(first.number);
    // In a file without any quoting a field may begin with a quote. The line is then valid if it
    // has the right number of columns without quotes.
    const plain =
      this.#style.looseQuotes &&
      first.valid &&
      first.text?.replace(/\r?\n$/, '').split(this.#style.delimiter);
    const asIs = plain && plain.length === this.#columns.length;
    this.#items.push(asIs ? rowOf(this.#columns, plain, [first]) : readError(first.number, reason, [first]));
    this.#reset();
    return later;
  }

  #reset(): void {
    this.#held = [];
    this.#size = 0;
    this.#scan = newScan();
  }

  #inColumn(what: string, column = this.#scan.fields.length): string {
    return `Column ${JSON.stringify(this.#columns?.[column] ?? column + 1)} ${what}.`;
  }
}

function sameName(column: string, name: string): boolean {
  return column.trim().toLowerCase() === name.toLowerCase();
}

/**
 * Validates a header row. A column without a name is ignored, because data frames are often saved
 * with an unnamed index.
 */
function headerOf(fields: readonly string[]): string[] {
  const names = fields.map((name) => name.trim());
  if (names.every((name) => name === '')) throw invalidInput('file', 'The header row names no column.');
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) throw invalidInput('file', `The header row has the column "${twice}" twice.`);
  if (names.includes('__proto__')) throw invalidInput('file', 'A column cannot be named "__proto__".');
  return names;
}

function rowOf(columns: readonly string[], fields: readonly string[], lines: readonly Line[]): ReadItem {
  const line = lines[0]!.number;
  if (fields.length !== columns.length) {
    return readError(line, `Expected ${columns.length} columns, found ${fields.length}.`, lines);
  }
  const record: Record<string, string> = {};
  for (let at = 0; at < columns.length; at++) {
    const name = columns[at]!;
    if (name !== '') record[name] = fields[at]!;
  }
  return { line, record: record as SourceRecord };
}
