import { useSyncExternalStore } from 'react';

let current = '';
const listeners = new Set<() => void>();

/** The key with which operations are tried: shared by all of them, and in memory only. */
export function useApiKey(): [key: string, set: (key: string) => void] {
  const key = useSyncExternalStore(subscribe, () => current);
  return [key, store];
}

function store(key: string): void {
  current = key;
  for (const notify of listeners) notify();
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}
