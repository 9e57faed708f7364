import type { Line } from './lines.ts';
import { type ReadItem, type RecordParser, readError, type SourceRecord } from './records.ts';

/** One JSON object a line; blank lines are skipped. */
export function ndjsonParser(): RecordParser {
  return {
    accept: (lines) => lines.filter((line) => line.text === null || line.text.trim() !== '').map(parseLine),
    end: () => [],
  };
}

function parseLine(line: Line): ReadItem {
  if (line.text === null) return readError(line.number, 'The line is longer than 1 MB.', [line]);
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (cause) {
    return readError(line.number, `Not valid JSON: ${(cause as Error).message}.`, [line]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return readError(line.number, 'Not a JSON object.', [line]);
  }
  return { line: line.number, record: value as SourceRecord };
}
