import type { Json } from '../json.ts';
import { isObject, own } from '../json.ts';

/**
 * Writes a tag from the arguments of a field, or from the key of an entity; null if a value is
 * missing, so that the tag cannot be written.
 */
export type WriteTag = (values: Json) => string | null;

/** A value in a format: `{$args.upc}`, or `{$key.brand.id}`. */
const VALUE = /\{\$(?:args|key)\.([A-Za-z0-9_.]+)\}/;

/**
 * Compiles the format of a `@cacheTag`. Tags are compared in lower case, as those of the header
 * `cache-tag` are.
 */
export function compileTag(format: string): WriteTag {
  // The parts at odd positions are the paths of values.
  const parts = format.split(VALUE).map((text, index) => (index % 2 === 1 ? text.split('.') : text));
  return (values) => {
    let tag = '';
    for (const part of parts) {
      const text = typeof part === 'string' ? part : valueAt(values, part);
      if (text === null) return null;
      tag += text;
    }
    return tag.toLowerCase();
  };
}

/** Writes tags; null if one of them cannot be written. */
export function writeTags(writers: readonly WriteTag[], values: Json): string[] | null {
  const tags = writers.map((write) => write(values));
  return tags.includes(null) ? null : (tags as string[]);
}

function valueAt(values: Json, path: readonly string[]): string | null {
  let value: unknown = values;
  for (const name of path) value = isObject(value) ? own(value, name) : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
}
