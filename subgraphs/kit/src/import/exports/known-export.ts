import type { SourceRecord } from '../formats/records.ts';
import type { ColumnRule, Preset } from '../mapping/mapping.ts';

/** What the files that platforms and tools export can say of a post. */
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
  | 'media'
  | 'conversationId'
  | 'replyToId'
  | 'replyToUser';

/** The shape of a file that a platform or a tool exports, for every subgraph that imports it. */
export interface KnownExport extends Omit<Preset, 'map'> {
  readonly values: Readonly<Partial<Record<ExportValue, ColumnRule>>>;
}

/**
 * A preset: each field of an import from the value of the export; fields that the export does not
 * have are left out.
 */
export function presetOf(known: KnownExport, fields: Readonly<Record<string, ExportValue>>): Preset {
  const { values, ...style } = known;
  const map = Object.entries(fields).flatMap(([field, value]): [string, ColumnRule][] => {
    const rule = values[value];
    return rule === undefined ? [] : [[field, rule]];
  });
  return { ...style, map: Object.fromEntries(map) };
}

/** A member as text, trimmed; '' when there is none. */
export function textOf(record: SourceRecord, name: string): string {
  const value = Object.hasOwn(record, name) ? record[name] : null;
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value).trim();
}

/** A member as an object; an empty one when it is none. */
export function objectOf(record: SourceRecord, name: string): SourceRecord {
  const value = Object.hasOwn(record, name) ? record[name] : null;
  return typeof value === 'object' && value !== null ? (value as SourceRecord) : {};
}

/**
 * A rule that takes the first of several columns that has a value. Vendors rename columns between
 * versions of an export, and change their capitals.
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

/** An address below a site, or null when it is neither that nor an absolute one. */
export function absolute(address: string, site: string): string | null {
  if (/^https?:\/\//i.test(address)) return address;
  return address.startsWith('/') ? `${site}${address}` : null;
}
