import { readFileSync } from 'node:fs';
import type { Item } from '../src/index.ts';

const DOCUMENT = new URL('../../../docs/query-language.md', import.meta.url);

/** Returns the cells of the tables of the query language's documentation with these columns. */
export function documentedRows(columns: string): string[][] {
  const lines = readFileSync(DOCUMENT, 'utf8').split('\n');
  const rows: string[][] = [];
  let isTable = false;
  for (const line of lines) {
    if (line === columns) isTable = true;
    else if (!line.startsWith('|')) isTable = false;
    else if (isTable && !line.startsWith('|---')) rows.push(line.slice(1, -1).split('|').map(textOf));
  }
  if (rows.length === 0) throw new Error(`There is no table with the columns ${columns}.`);
  return rows;
}

/** Returns the text of a cell, without the marks of a code span around it. */
function textOf(cell: string): string {
  const trimmed = cell.trim();
  return /^`` (.*) ``$/.exec(trimmed)?.[1] ?? /^`([^`]*)`$/.exec(trimmed)?.[1] ?? trimmed;
}

const NOTHING: Item = {
  title: '',
  text: '',
  author: null,
  url: null,
  links: [],
  source: 'reddit',
  community: null,
  language: null,
  kind: 'post',
  hasMedia: false,
  score: null,
};

/** Creates an item with defaults for what is irrelevant to the test. */
export function itemOf(changes: Partial<Item>): Item {
  return { ...NOTHING, ...changes };
}

/**
 * Reads an item of the documentation: a text, or properties such as `title=We launch language=en`.
 */
export function documentedItem(text: string): Item {
  const names = Object.keys(NOTHING).join('|');
  const pairs = [...text.matchAll(new RegExp(`(?:^| )(${names})=(.*?)(?= (?:${names})=|$)`, 'g'))];
  if (pairs.length === 0) return itemOf({ text });
  const values = pairs.map(([, name, value]) => [name, typed(name!, value!)]);
  return itemOf(Object.fromEntries(values) as Partial<Item>);
}

function typed(name: string, value: string): unknown {
  if (name === 'links') return [value];
  if (name === 'score') return Number(value);
  if (name === 'hasMedia') return value === 'true';
  return value;
}
