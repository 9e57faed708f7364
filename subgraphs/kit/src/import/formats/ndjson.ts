import { type Line, undecodable } from '../source/lines.ts';
import { parseJson } from './exact-json.ts';
import { type ReadItem, type RecordParser, readError, type SourceRecord } from './records.ts';

/** Parses one JSON object per line; skips blank lines. */
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

/** Parses one JSON object; returns an error item for anything else. */
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
