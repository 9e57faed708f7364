import type { SourceRecord } from '../formats/records.ts';
import type { ColumnRule, Preset } from '../mapping/mapping.ts';

/** The values that exports of platforms and tools may contain for a post. */
export type ExportValue =
  | 'id'
  | 'source'
  | 'url'
  | 'kind'
  | 'title'
  | 'text'
  | 'link'
  | 'author'
  | 'authorTitle'
  | 'authorUrl'
  | 'authorAvatar'
  | 'postedAt'
  | 'subreddit'
  | 'points'
  | 'comments'
  | 'shares'
  | 'views'
  | 'country'
  | 'language'
  | 'media'
  | 'conversationId'
  | 'replyToId'
  | 'replyToUser';

/** The format of a file that a platform or tool exports, shared by all subgraphs that import it. */
export interface KnownExport extends Omit<Preset, 'map'> {
  readonly values: Readonly<Partial<Record<ExportValue, ColumnRule>>>;
}

/**
 * Creates a preset that maps fields of an import to values of an export; omits fields that the
 * export lacks.
 */
export function presetOf(known: KnownExport, fields: Readonly<Record<string, ExportValue>>): Preset {
  const { values, ...style } = known;
  const map = Object.entries(fields).flatMap(([field, value]): [string, ColumnRule][] => {
    const rule = values[value];
    return rule === undefined ? [] : [[field, rule]];
  });
  return { ...style, map: Object.fromEntries(map) };
}

/** Returns a member as trimmed text; '' if it is missing. */
export function textOf(record: SourceRecord, name: string): string {
  const value = Object.hasOwn(record, name) ? record[name] : null;
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value).trim();
}

/** Returns a member as an object; an empty one for anything else. */
export function objectOf(record: SourceRecord, name: string): SourceRecord {
  const value = Object.hasOwn(record, name) ? record[name] : null;
  return typeof value === 'object' && value !== null ? (value as SourceRecord) : {};
}

/**
 * Returns a rule that reads the first non-empty of several columns. Vendors rename columns between
 * versions of an export and change their case.
 */
export function column(...names: readonly string[]): (record: SourceRecord) => string | null {
  const wanted = names.map((name) => name.toLowerCase());
  return (record) => {
    for (const [at, name] of names.entries()) {
      const direct = textOf(record, name);
      if (direct !== '') return direct;
      const other = Object.keys(record).find((key) => key.trim().toLowerCase() === wanted[at]);
      const value = other === undefined ? '' : textOf(record, other);
      if (value !== '') return value;
    }
    return null;
  };
}

/**
 * Returns an http URL unchanged, or a root-relative path resolved against a site; null for anything
 * else.
 */
export function absolute(address: string, site: string): string | null {
  if (/^https?:\/\//i.test(address)) return address;
  return address.startsWith('/') ? `${site}${address}` : null;
}
