import { describe, expect, test } from '@jest/globals';
import { compileQuery, matches, parseQuery, printQuery, readItem } from '../src/index.ts';
import { documentedItem, documentedRows } from './examples.ts';

/** Parses a query that must be valid. */
function parsed(text: string) {
  const { query, error } = parseQuery(text);
  if (error) throw new Error(`${text}: ${error.message}`);
  return query;
}

describe('the documentation of the query language', () => {
  test.each(documentedRows('| query | matches | does not match | meaning |'))(
    '%s matches %s and not %s',
    (query, matched, other) => {
      const plan = compileQuery(parsed(query!));
      expect(matches(plan, readItem(documentedItem(matched!)))).toBe(true);
      expect(matches(plan, readItem(documentedItem(other!)))).toBe(false);
    },
  );

  test.each(documentedRows('| query | is read as |'))('%s is read as %s', (query, canonical) => {
    expect(printQuery(parsed(query!))).toBe(canonical);
    expect(printQuery(parsed(canonical!))).toBe(canonical);
  });

  test.each(documentedRows('| query | error | position | suggestion |'))(
    '%s is refused: %s',
    (query, message, position, suggestion) => {
      const { error } = parseQuery(query!);
      expect(error).toMatchObject({ message, position: Number(position), suggestion });
      expect(error!.position + error!.length).toBeLessThanOrEqual(query!.length);
    },
  );
});
