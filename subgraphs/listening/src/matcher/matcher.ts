import { compileQuery, type Plan } from '../matching/compile.ts';
import { matches } from '../matching/match.ts';
import type { ReadItem } from '../matching/read-item.ts';
import type { QueryNode } from '../query/ast.ts';
import { printQuery } from '../query/print.ts';
import { coverOf, isLanguage, isProperty, type Key, propertyKeys } from './key-cover.ts';
import { KeyFrequencies } from './key-frequencies.ts';
import { type Bucket, KeyIndex } from './key-index.ts';

/** A query that matches an item. */
export interface QueryMatch {
  /** The id that the query was added with. */
  readonly id: string;
  readonly plan: Plan;
}

/** A query, once for all ids that it was added with. */
interface Entry {
  readonly text: string;
  readonly plan: Plan;
  readonly ids: string[];
  keys: readonly Key[];
  /** Serial number of the last item that it was compared with. */
  comparedWith: number;
}

/** Items with a key before the entries of its bucket are placed again. */
const HITS = 512;
const NONE: ReadonlySet<string> = new Set();

/**
 * All queries of all workspaces. An item is compared only with the queries one of whose rarest
 * required keys it has, so that its cost grows with the number of matches, not of queries.
 */
export class Matcher {
  readonly #byId = new Map<string, Entry>();
  readonly #byText = new Map<string, Entry>();
  readonly #index = new KeyIndex<Entry>();
  readonly #frequencies = new KeyFrequencies();
  #items = 0;
  /** Entries under a property; without any, the properties of items are not read. */
  #properties = 0;
  /** Those of them that are under a language. */
  #languages = 0;

  /** The number of ids. */
  get size(): number {
    return this.#byId.size;
  }

  /** Adds a query that `parseQuery` returned; replaces the one with the same id. */
  set(id: string, query: QueryNode): void {
    const text = printQuery(query);
    if (this.#byId.get(id)?.text === text) return;
    this.delete(id);
    const entry = this.#byText.get(text) ?? this.#add(text, query);
    entry.ids.push(id);
    this.#byId.set(id, entry);
  }

  /** Removes the query with an id, if there is one. */
  delete(id: string): void {
    const entry = this.#byId.get(id);
    if (!entry) return;
    this.#byId.delete(id);
    entry.ids.splice(entry.ids.indexOf(id), 1);
    if (entry.ids.length > 0) return;
    this.#byText.delete(entry.text);
    this.#remove(entry);
  }

  /** Returns the queries that match an item, in no particular order. */
  match(read: ReadItem): QueryMatch[] {
    this.#items++;
    const found: QueryMatch[] = [];
    const worn: Bucket<Entry>[] = [];
    const visit = (bucket: Bucket<Entry>): void => {
      for (const entry of bucket.entries) {
        if (entry.comparedWith === this.#items) continue;
        entry.comparedWith = this.#items;
        if (matches(entry.plan, read)) for (const id of entry.ids) found.push({ id, plan: entry.plan });
      }
      bucket.hits++;
      if (bucket.hits === HITS) worn.push(bucket);
    };
    const properties = this.#properties === 0 ? NONE : propertyKeys(read, this.#languages > 0);
    this.#index.visit(read.index.keys(), visit);
    this.#index.visit(properties, visit);
    if (this.#frequencies.isSampled()) this.#frequencies.learn(read.index.keys(), properties);
    for (const bucket of worn) this.#place(bucket);
    return found;
  }

  #add(text: string, query: QueryNode): Entry {
    const plan = compileQuery(query);
    const cover = coverOf(plan, this.#frequencies);
    if (!cover) throw new TypeError(`The query ${JSON.stringify(text)} only excludes.`);
    const entry: Entry = { text, plan, ids: [], keys: cover.keys, comparedWith: 0 };
    this.#byText.set(text, entry);
    this.#insert(entry);
    return entry;
  }

  #insert(entry: Entry): void {
    for (const key of entry.keys) {
      this.#index.add(key, entry);
      if (isProperty(key)) this.#properties++;
      if (isLanguage(key)) this.#languages++;
    }
  }

  #remove(entry: Entry): void {
    for (const key of entry.keys) {
      this.#index.remove(key, entry);
      if (isProperty(key)) this.#properties--;
      if (isLanguage(key)) this.#languages--;
    }
  }

  /** Moves the entries of a common key to rarer ones, as far as the stream has shown any. */
  #place(bucket: Bucket<Entry>): void {
    bucket.hits = 0;
    for (const entry of [...bucket.entries]) {
      const cover = coverOf(entry.plan, this.#frequencies)!;
      const same = cover.keys.length === entry.keys.length;
      if (same && cover.keys.every((key, at) => key.text === entry.keys[at]!.text)) continue;
      this.#remove(entry);
      entry.keys = cover.keys;
      this.#insert(entry);
    }
  }
}
