/** Values by text, of which the least recently used are forgotten. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

/**
 * Creates a map of at most `most` values. It keeps two halves and forgets the older one, because
 * `lru-cache`, which keeps an order of all, takes twice the time for a text of twenty words.
 */
export function recentMap<Value>(most: number): RecentMap<Value> {
  let recent = new Map<string, Value>();
  let older = new Map<string, Value>();
  function set(key: string, value: Value): void {
    if (recent.size >= most / 2) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, value);
  }
  return {
    get(key) {
      const found = recent.get(key);
      if (found !== undefined) return found;
      const before = older.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    set,
  };
}
