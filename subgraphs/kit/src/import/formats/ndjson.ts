import { type Line, undecodable } from '../source/lines.ts';
import { parseJson } from './exact-json.ts';
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
  if (!line.valid) return readError(line.number, undecodable(line.number), [line]);
  return recordOf(line.number, line.text);
}

/** A record from the text of one JSON object, or the error that it is none. */
export function recordOf(line: number, text: string): ReadItem {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    return readError(line, `Not valid JSON: ${(cause as Error).message}.`, [{ text }]);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return readError(line, 'Not a JSON object.', [{ text }]);
  }
  return { line, record: value as SourceRecord };
}
