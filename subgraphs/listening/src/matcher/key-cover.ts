import type { Lexeme, Phrase } from '@tributary/kit/text';
import type { Plan } from '../matching/compile.ts';
import type { ReadItem } from '../matching/read-item.ts';
import type { Field, FieldName } from '../query/ast.ts';
import type { KeyFrequencies } from './key-frequencies.ts';

/**
 * What an item must have for a query to match: a lexeme, the beginning of one, or a property such
 * as `author:ada`. Lexemes have no colon, so that the two do not meet.
 */
export interface Key {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** Whether a key is a property. */
export function isProperty({ text }: Key): boolean {
  return text.includes(':');
}

/** Keys of which every item that a query matches has at least one, and how many items have one. */
export interface Cover {
  readonly keys: readonly Key[];
  readonly cost: number;
}

/**
 * Shares of items that have a value of a field at least, so that a query is not placed under its
 * language before the stream has shown how common that is.
 */
const LEAST_COST: Readonly<Partial<Record<FieldName, number>>> = {
  has: 0.1,
  lang: 0.1,
  min_score: 0.5,
  source: 0.1,
  type: 0.5,
  url: 0.01,
};

/** Prefixes are common: of a short one, many words are continuations. */
const PREFIX_COST = 20;

/** Returns the rarest cover of a query; null if it only excludes. */
export function coverOf(plan: Plan, frequencies: KeyFrequencies): Cover | null {
  switch (plan.kind) {
    case 'not':
      return null;
    case 'field': {
      const key = { text: keyOfField(plan), isPrefix: false };
      return { keys: [key], cost: Math.max(frequencies.of(key.text), LEAST_COST[plan.name] ?? 0) };
    }
    case 'phrase':
      return coverOfPhrase(plan.phrase, frequencies);
    case 'near': {
      const sides = [plan.left, plan.right].map((phrases) =>
        union(phrases.map((phrase) => coverOfPhrase(phrase, frequencies))),
      );
      return rarest(sides);
    }
    case 'and':
      return rarest(plan.plans.map((each) => coverOf(each, frequencies)));
    case 'or':
      return union(plan.plans.map((each) => coverOf(each, frequencies)));
  }
}

function coverOfPhrase(phrase: Phrase, frequencies: KeyFrequencies): Cover {
  const covers = phrase.map(({ text, isPrefix }: Lexeme): Cover => {
    const cost = frequencies.of(text);
    return { keys: [{ text, isPrefix }], cost: isPrefix ? cost * PREFIX_COST : cost };
  });
  return rarest(covers)!;
}

function rarest(covers: readonly (Cover | null)[]): Cover | null {
  return covers.reduce((best, cover) => (cover && (!best || cover.cost < best.cost) ? cover : best), null);
}

function union(covers: readonly (Cover | null)[]): Cover | null {
  const keys = new Map<string, Key>();
  let cost = 0;
  for (const cover of covers) {
    if (!cover) return null;
    cost += cover.cost;
    for (const key of cover.keys) keys.set(`${key.text}${key.isPrefix ? '*' : ''}`, key);
  }
  return { keys: [...keys.values()], cost };
}

/** The key of items that have an address at all. */
const ANY_ADDRESS = 'url:';
const SEPARATORS = /[^a-z\d]+/;

function keyOfField({ name, value }: Field): string {
  if (name === 'min_score') return 'has:score';
  if (name !== 'url') return `${name}:${value}`;
  // The first and the last part of the text may continue in the address.
  const [longest] = value
    .split(SEPARATORS)
    .slice(1, -1)
    .sort((a, b) => b.length - a.length);
  return ANY_ADDRESS + (longest ?? '');
}

/** The key of items in a language begins with this. */
const LANGUAGE = 'lang:';

/** Whether a key is the language of items. */
export function isLanguage({ text }: Key): boolean {
  return text.startsWith(LANGUAGE);
}

/**
 * Returns the keys of an item's properties. The language may have to be detected and is left out
 * unless `withLanguage`.
 */
export function propertyKeys(read: ReadItem, withLanguage: boolean): Set<string> {
  const { item, author, community, host, linkHosts, url, links } = read;
  const keys = new Set([`source:${item.source}`, `type:${item.kind}`]);
  if (author !== null) keys.add(`author:${author}`);
  if (community !== null) keys.add(`community:${community}`);
  if (withLanguage && read.language !== null) keys.add(LANGUAGE + read.language);
  if (item.hasMedia) keys.add('has:media');
  if (links.length > 0) keys.add('has:link');
  if (item.score !== null) keys.add('has:score');
  if (host !== null) for (const site of sitesOf(host)) keys.add(`site:${site}`);
  for (const each of linkHosts) for (const site of sitesOf(each)) keys.add(`domain:${site}`);
  if (read.item.url !== null || links.length > 0) keys.add(ANY_ADDRESS);
  for (const address of [url, ...links])
    for (const part of address.split(SEPARATORS)) if (part) keys.add(ANY_ADDRESS + part);
  return keys;
}

/** Returns a host and the domains that it is in. */
function sitesOf(host: string): string[] {
  const labels = host.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
