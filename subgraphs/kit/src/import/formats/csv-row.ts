/** Style of a row: its delimiter, and the treatment of a quote inside an unquoted field. */
export interface RowStyle {
  readonly delimiter: string;
  /**
   * True if such a quote is plain text, as in tab-separated files without quoting; false if it is
   * an error.
   */
  readonly looseQuotes: boolean;
}

/**
 * A partially scanned row; `open` is the text of a quoted field that continues on the next line.
 */
export interface RowScan {
  readonly fields: string[];
  open: string | null;
}

/** Result of scanning a line; `column` counts from 0. */
export type ScanOutcome = 'done' | 'open' | { readonly problem: string; readonly column: number };

const QUOTE = '"';
/**
 * Results in place of the end of a field: the line ended first (OPEN), or a quote was misplaced
 * (STRAY).
 */
const OPEN = -1;
const STRAY = -2;

/** Creates an empty scan. */
export function newScan(): RowScan {
  return { fields: [], open: null };
}

/**
 * Scans one line, including its ending, into `scan`; a quoted field may continue over any number of
 * calls. Hand-written because a row with a broken quote must be abandoned at its first line:
 * csv-parse's `skip_records_with_error` silently drops every row up to the next quote (895 of
 * 20,000 in a trial), and with `max_record_size` the rest of the chunk.
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

/** Returns the end of the field, or STRAY. */
function scanPlain(scan: RowScan, line: string, at: number, end: number, style: RowStyle): number {
  const delimiter = line.indexOf(style.delimiter, at);
  const stop = delimiter === -1 ? end : delimiter;
  const field = line.slice(at, stop);
  if (!style.looseQuotes && field.includes(QUOTE)) return STRAY;
  scan.fields.push(field);
  return stop;
}

/** Returns the end of the field, or OPEN. */
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

/** Returns the end of a line's text, before its LF or CRLF. */
function endOfText(line: string): number {
  if (!line.endsWith('\n')) return line.length;
  return line.endsWith('\r\n') ? line.length - 2 : line.length - 1;
}
