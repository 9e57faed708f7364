/** An address taken apart, for the rules of a platform. */
export interface Address {
  /** Host in lower case. */
  readonly host: string;
  /** The parts of the path, decoded and normalised, without empty ones. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** What a platform's rules find in an address. */
export type Finding =
  | { readonly kind: 'post'; readonly id: string; readonly username: string | null }
  | { readonly kind: 'profile'; readonly username: string }
  /** A link whose host names the platform, but only the platform knows where it leads: shortened, or a vanity address. */
  | { readonly kind: 'short'; readonly code: string };

/** How one platform's addresses are read. */
export interface AddressRules {
  /** Whether a host is the platform's. */
  readonly owns: (host: string) => boolean;
  readonly read: (address: Address) => Finding | null;
}

/**
 * Reads an address; a missing scheme is https. Null when it is no http address at all. An address that keeps its path behind
 * `#!`, as Twitter's and Facebook's once did, is read as if the path stood in its place.
 */
export function parseAddress(text: string): Address | null {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) return null;
  const { pathname, searchParams } = (url.pathname === '/' && behindHashBang(url)) || url;
  const path = pathname.split('/').map(decode).filter(Boolean);
  return { host: url.hostname.toLowerCase(), path, query: searchParams };
}

function behindHashBang({ hash, origin }: URL): URL | null {
  return hash.startsWith('#!') ? URL.parse(`/${hash.slice(2).replace(/^\/+/, '')}`, origin) : null;
}

/** Whether a part of a path is one of these words, upper and lower case the same: a platform's own, and nobody's name or id. */
export function oneOf(words: string): (part: string | undefined) => boolean {
  const set = new Set(words.trim().split(/\s+/));
  return (part) => part !== undefined && set.has(part.toLowerCase());
}

/** Whether a host is one of these, or below one of them (`www.`, `m.`, a country). */
export function within(...domains: string[]): (host: string) => boolean {
  return (host) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

export function post(id: string | undefined | null, username: string | null = null): Finding | null {
  return id ? { kind: 'post', id, username } : null;
}

export function profile(username: string | undefined | null): Finding | null {
  return username ? { kind: 'profile', username } : null;
}

/** The name in `@name`; null without the sign or without a name. */
export function handle(text: string | undefined): string | null {
  return text?.startsWith('@') && text.length > 1 ? text.slice(1) : null;
}

/** The text when all of it matches. */
export function all(pattern: RegExp, text: string | undefined | null): string | null {
  return text && new RegExp(`^(?:${pattern.source})$`, pattern.flags).test(text) ? text : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part).normalize('NFC').trim();
  } catch {
    return part;
  }
}
