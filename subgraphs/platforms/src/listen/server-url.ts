/**
 * Returns the origin of a server that a user names by its host or URL; null if it is neither, or
 * has a user or a path.
 */
export function serverUrl(text: string): string | null {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || url.username || url.password || !/^\/?$/.test(url.pathname) || url.search || url.hash)
    return null;
  return /\s/.test(text) || !/[.:]/.test(url.host) ? null : url.origin;
}
