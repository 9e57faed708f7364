import type { SourceRecord } from '../formats/records.ts';

/**
 * Returns the preset without which a record would be misread; null for any other record. In a
 * Reddit dump, `url` is the page that a post links to, and the post's own address is the relative
 * `permalink`.
 */
export function presetNeeded(record: SourceRecord): string | null {
  const { permalink } = record;
  if (typeof permalink !== 'string' || !permalink.startsWith('/r/')) return null;
  return Object.hasOwn(record, 'selftext') || Object.hasOwn(record, 'link_id') ? 'reddit-dump' : null;
}
