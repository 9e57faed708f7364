import { invalidInput, TributaryError } from '../../core/errors.ts';
import { unescapeHtml } from '../../text/html.ts';
import { newScan, scanLine } from '../formats/csv-row.ts';
import type { ImportFormat, SourceRecord } from '../formats/records.ts';
import type { FileStyle } from '../source/read.ts';
import { convert, type FieldSpec, type MappedValue, type ValueStyle } from './convert.ts';
import { dateReader } from './date-format.ts';
import { readStandardDate } from './dates.ts';

/**
 * A field's value from the record: its column's name, members that lead to it between dots
 * (`tweet.full_text`), or a rule; `line` is where the record begins in the file. A rule that throws
 * INVALID_INPUT rejects the record.
 */
export type ColumnRule = string | ((record: SourceRecord, line: number) => unknown);

/** How one known kind of file is read: data, kept by the subgraph that offers it. */
export interface Preset extends FileStyle {
  readonly format: ImportFormat;
  readonly map: Readonly<Record<string, ColumnRule>>;
  /** See `dateReader`; ISO 8601 or Unix time without. */
  readonly dateFormat?: string | undefined;
  /** See `ValueStyle`. */
  readonly thousands?: string | undefined;
  /** Where the records come from, unless the caller says otherwise. */
  readonly source?: string | undefined;
}

/** What `FieldSpec`s ask for, by field name; every field is there, null when it has no value. */
export type MappedRecord = Record<string, MappedValue>;

/** Called with a field whose value was left out, and why. */
export type NoteListener = (field: string, reason: string) => void;

/** Turns records into mapped records. */
export interface Mapper {
  /**
   * Checks the mapping against the columns that are there; null when a format tells none ahead
   * (ndjson).
   */
  bind(columns: readonly string[] | null): void;
  /**
   * @throws INVALID_INPUT for a value that a required or strict field cannot take; others are null,
   * with a note.
   */
  apply(record: SourceRecord, line: number, note?: NoteListener): MappedRecord;
}

/** What a mapper is made from. */
export interface MapperOptions {
  readonly fields: readonly FieldSpec[];
  readonly preset?: Preset | undefined;
  /** Field to column, over the preset's. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly dateFormat?: string | undefined;
  /** See `ValueStyle`; over the preset's. */
  readonly thousands?: string | undefined;
  /** True: HTML character references in text are replaced once. */
  readonly unescapeHtml?: boolean | undefined;
}

/**
 * Reads `field=column,field=column`. It is a row of CSV, so a column with a comma is written
 * `"text=a, b"`.
 *
 * @throws INVALID_INPUT for a part that is not field=column, and for a field given twice.
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
 * Makes a mapper. A field is taken from the caller's map, else from the preset, else, where there
 * is no preset, from the column of its own name if the file has one.
 *
 * @throws INVALID_INPUT for an unknown field or a bad date format.
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
  return {
    bind(columns) {
      if (columns) checkColumns(columns, options, rules);
    },
    apply(record, line, note = () => {}) {
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

/** Own members only: a column named "constructor" is not everybody's. */
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
    const asked =
      rule !== undefined && (options.preset !== undefined || Object.hasOwn(options.map ?? {}, name));
    if (asked) throw invalidInput('map', `There is no column "${rule}" for ${name}. ${there}`);
    if (required) throw invalidInput('map', `No column is mapped to ${name}, which is required. ${there}`);
  }
}
