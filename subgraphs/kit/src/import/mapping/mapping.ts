import { invalidInput, TributaryError } from '../../core/errors.ts';
import { unescapeHtml } from '../../text/html.ts';
import { newScan, scanLine } from '../formats/csv-row.ts';
import type { ImportFormat, SourceRecord } from '../formats/records.ts';
import type { FileStyle } from '../source/read.ts';
import { convert, type FieldSpec, type MappedValue, type ValueStyle } from './convert.ts';
import { dateReader } from './date-format.ts';
import { readStandardDate } from './standard-dates.ts';

/**
 * The source of a field: a column name, a path of members separated by dots (`tweet.full_text`), or
 * a function; `line` is the record's first line. A function that throws INVALID_INPUT rejects the
 * record.
 */
export type ColumnRule = string | ((record: SourceRecord, line: number) => unknown);

/** How to read one known kind of file; declared by the subgraph that offers it. */
export interface Preset extends FileStyle {
  readonly format: ImportFormat;
  readonly map: Readonly<Record<string, ColumnRule>>;
  /** See `dateReader`; default: ISO 8601 or Unix time. */
  readonly dateFormat?: string | undefined;
  /** See `ValueStyle`. */
  readonly thousands?: string | undefined;
  /** Default source of the records. */
  readonly source?: string | undefined;
}

/** Values by field name, for every `FieldSpec`; null for a missing value. */
export type MappedRecord = Record<string, MappedValue>;

/** Called with a field whose value was dropped, and the reason. */
export type NoteListener = (field: string, reason: string) => void;

/** Maps source records to fields. */
export interface Mapper {
  /**
   * Validates the mapping against the columns; null for formats that do not declare columns
   * (ndjson).
   */
  bind(columns: readonly string[] | null): void;
  /**
   * Maps a record. Throws INVALID_INPUT if the value of a required or strict field is invalid;
   * other invalid values become null, with a note.
   */
  apply(record: SourceRecord, line: number, note?: NoteListener): MappedRecord;
}

/** Options of a mapper. */
export interface MapperOptions {
  readonly fields: readonly FieldSpec[];
  readonly preset?: Preset | undefined;
  /** Columns by field; overrides the preset's. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly dateFormat?: string | undefined;
  /** See `ValueStyle`; overrides the preset's. */
  readonly thousands?: string | undefined;
  /** Whether HTML character references in text are replaced once. */
  readonly unescapeHtml?: boolean | undefined;
  /**
   * Returns the preset without which the `url` of a record would be misread. Records that need one
   * are rejected if there is no preset and `url` is not mapped.
   */
  readonly presetNeeded?: ((record: SourceRecord) => string | null) | undefined;
}

/**
 * Parses `field=column,field=column`. It is a CSV row, so a column with a comma is written
 * `"text=a, b"`. Throws INVALID_INPUT for a part that is not field=column, and for a duplicate
 * field.
 */
export function parseMap(text: string): Record<string, string> {
  const scan = newScan();
  const outcome = scanLine(scan, text, { delimiter: ',', looseQuotes: true });
  if (outcome !== 'done') throw invalidInput('map', `The map ${JSON.stringify(text)} has a broken quote.`);
  const map: Record<string, string> = Object.create(null);
  for (const part of scan.fields) {
    const [, field, column] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (!field || !column) throw invalidInput('map', `"${part}" is not of the form field=column.`);
    if (field in map) throw invalidInput('map', `The field "${field}" is mapped twice.`);
    map[field] = column;
  }
  return map;
}

/**
 * Creates a mapper. A field is read from the caller's map, else from the preset, else, without a
 * preset, from the column of the same name, if any. Throws INVALID_INPUT for an unknown field or an
 * invalid date format.
 */
export function createMapper(options: MapperOptions): Mapper {
  const { fields, preset, map = {} } = options;
  refuseUnknownFields(fields, { ...preset?.map, ...map });
  const format = options.dateFormat ?? preset?.dateFormat;
  const style: ValueStyle = {
    readDate: format === undefined ? readStandardDate : dateReader(format),
    thousands: options.thousands ?? preset?.thousands,
  };
  const rules = new Map<string, ColumnRule>(Object.entries({ ...preset?.map, ...map }));
  if (!preset) for (const { name } of fields) if (!rules.has(name)) rules.set(name, name);
  const guessesUrl = !preset && !Object.hasOwn(map, 'url') && fields.some(({ name }) => name === 'url');
  return {
    bind(columns) {
      if (columns) checkColumns(columns, options, rules);
    },
    apply(record, line, note = () => {}) {
      const needed = guessesUrl ? options.presetNeeded?.(record) : null;
      if (needed) throw invalidInput('url', `\`url\` is not this record's address. Use --preset ${needed}.`);
      const mapped: MappedRecord = {};
      for (const spec of fields) {
        const found = pick(rules.get(spec.name), record, line);
        const value = options.unescapeHtml && typeof found === 'string' ? unescapeHtml(found) : found;
        mapped[spec.name] = convertOrNote(spec, value, style, note);
      }
      return mapped;
    },
  };
}

function convertOrNote(spec: FieldSpec, value: unknown, style: ValueStyle, note: NoteListener): MappedValue {
  try {
    return convert(spec, value, style);
  } catch (error) {
    if (spec.required || spec.strict || !(error instanceof TributaryError) || error.code !== 'INVALID_INPUT')
      throw error;
    note(spec.name, error.message);
    return null;
  }
}

function pick(rule: ColumnRule | undefined, record: SourceRecord, line: number): unknown {
  if (rule === undefined) return null;
  if (typeof rule === 'function') return rule(record, line);
  return member(record, rule) ?? pathInto(record, rule);
}

/** Reads own members only, so that a column "constructor" does not return the inherited member. */
function member(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : null;
}

function pathInto(record: SourceRecord, path: string): unknown {
  if (!path.includes('.')) return null;
  return path.split('.').reduce<unknown>(member, record);
}

function refuseUnknownFields(fields: readonly FieldSpec[], map: Readonly<Record<string, ColumnRule>>): void {
  const known = fields.map((field) => field.name);
  const unknown = Object.keys(map).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw invalidInput('map', `There is no field "${unknown}"; the fields are ${known.join(', ')}.`);
}

function checkColumns(
  columns: readonly string[],
  options: MapperOptions,
  rules: ReadonlyMap<string, ColumnRule>,
) {
  const there = `The file has the columns ${columns.join(', ')}.`;
  for (const { name, required } of options.fields) {
    const rule = rules.get(name);
    if (typeof rule === 'function' || (rule !== undefined && columns.includes(rule))) continue;
    const isExplicit =
      rule !== undefined && (options.preset !== undefined || Object.hasOwn(options.map ?? {}, name));
    if (isExplicit) throw invalidInput('map', `There is no column "${rule}" for ${name}. ${there}`);
    if (required) throw invalidInput('map', `No column is mapped to ${name}, which is required. ${there}`);
  }
}
