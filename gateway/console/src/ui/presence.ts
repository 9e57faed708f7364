import { useSyncExternalStore } from 'react';

/** Returns whether the browser has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(onNetwork, () => navigator.onLine);
}

/**
 * Returns whether somebody can see the page. Hidden pages keep no connection open: a browser has
 * only six to a server for all its tabs, unless the server is behind a proxy with HTTP/2.
 */
export function useVisible(): boolean {
  return useSyncExternalStore(onVisibility, () => !document.hidden);
}

function onNetwork(notify: () => void): () => void {
  addEventListener('online', notify);
  addEventListener('offline', notify);
  return () => {
    removeEventListener('online', notify);
    removeEventListener('offline', notify);
  };
}

function onVisibility(notify: () => void): () => void {
  document.addEventListener('visibilitychange', notify);
  return () => document.removeEventListener('visibilitychange', notify);
}
