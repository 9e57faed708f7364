/**
 * How one row is written: the character between fields, and what a quote amid an unquoted field is.
 */
export interface RowStyle {
  readonly delimiter: string;
  /**
   * True: plain text, as programs that write tab-separated text without quoting mean it. False: an
   * error.
   */
  readonly looseQuotes: boolean;
}

/**
 * A row as far as it was scanned; `open` is the text of a quoted field that goes on in the next
 * line.
 */
export interface RowScan {
  readonly fields: string[];
  open: string | null;
}

/** What scanning a line came to; `column` counts from 0. */
export type ScanOutcome = 'done' | 'open' | { readonly problem: string; readonly column: number };

const QUOTE = '"';
/** In place of where a field ended: the line ended first; a quote where none belongs. */
const OPEN = -1;
const STRAY = -2;

/** A scan with nothing in it. */
export function newScan(): RowScan {
  return { fields: [], open: null };
}

/**
 * Scans one line, ending included, into `scan`; a quoted field may go on over any number of calls.
 * Hand-written because a row must be abandoned at its first line when a quote turns out broken:
 * csv-parse's `skip_records_with_error` drops every row up to the next quote (895 of 20,000 in a
 * trial) and with `max_record_size` the rest of the chunk, without a word.
 */
export function scanLine(scan: RowScan, line: string, style: RowStyle): ScanOutcome {
  const end = endOfText(line);
  if (scan.open === null && !line.includes(QUOTE)) {
    for (const field of line.slice(0, end).split(style.delimiter)) scan.fields.push(field);
    return 'done';
  }
  let at = 0;
  for (;;) {
    const quoted = scan.open !== null || line[at] === QUOTE;
    const next = quoted ? scanQuoted(scan, line, at) : scanPlain(scan, line, at, end, style);
    if (next === OPEN) return 'open';
    if (next >= end) return 'done';
    if (next === STRAY || line[next] !== style.delimiter) return problem(scan, next === STRAY);
    at = next + 1;
  }
}

function problem(scan: RowScan, stray: boolean): ScanOutcome {
  if (stray) return { problem: 'has a quote inside text that is not quoted', column: scan.fields.length };
  const text = 'has more text after its closing quote (a quote inside a quoted field is written twice)';
  return { problem: text, column: scan.fields.length - 1 };
}

/** Returns where the field ended, or STRAY. */
function scanPlain(scan: RowScan, line: string, at: number, end: number, style: RowStyle): number {
  const delimiter = line.indexOf(style.delimiter, at);
  const stop = delimiter === -1 ? end : delimiter;
  const field = line.slice(at, stop);
  if (!style.looseQuotes && field.includes(QUOTE)) return STRAY;
  scan.fields.push(field);
  return stop;
}

/** Returns where the field ended, or OPEN. */
function scanQuoted(scan: RowScan, line: string, at: number): number {
  let value = scan.open ?? '';
  let from = scan.open === null ? at + 1 : at;
  for (;;) {
    const quote = line.indexOf(QUOTE, from);
    if (quote === -1) {
      scan.open = value + line.slice(from);
      return OPEN;
    }
    const doubled = line[quote + 1] === QUOTE;
    value += line.slice(from, doubled ? quote + 1 : quote);
    if (!doubled) {
      scan.open = null;
      scan.fields.push(value);
      return quote + 1;
    }
    from = quote + 2;
  }
}

/** Where the text of a line ends, its LF or CRLF left out. */
function endOfText(line: string): number {
  if (!line.endsWith('\n')) return line.length;
  return line.endsWith('\r\n') ? line.length - 2 : line.length - 1;
}
