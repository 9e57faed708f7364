/** The parts of an address that the rules of a platform read. */
export interface Address {
  /** Host in lower case. */
  readonly host: string;
  /** The segments of the path, decoded and normalised, without empty ones. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** What an address points to. */
export type Finding =
  | { readonly kind: 'post'; readonly id: string; readonly username: string | null }
  | { readonly kind: 'profile'; readonly username: string }
  /** A shortened or vanity address: only the platform can resolve it. */
  | { readonly kind: 'short'; readonly code: string };

/** Which names the creators of a platform can have. */
export interface NameRules {
  /** Matches a whole name without its leading @. */
  readonly pattern: RegExp;
  /** Names in which upper and lower case differ; in all others they do not. */
  readonly caseSensitive?: RegExp;
}

/** How the addresses of one platform are read. */
export interface AddressRules {
  /** Whether the platform owns a host. */
  readonly owns: (host: string) => boolean;
  readonly read: (address: Address) => Finding | null;
}

/**
 * Parses an address; a missing scheme means https. Null if it is not an http address. A path after
 * `#!`, as Twitter and Facebook once had them, is read as the path.
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

/** Matches a path segment against reserved words, ignoring case. */
export function oneOf(words: string): (part: string | undefined) => boolean {
  const set = new Set(words.trim().split(/\s+/));
  return (part) => part !== undefined && set.has(part.toLowerCase());
}

/** Matches a host against domains and their subdomains (`www.`, `m.`, a country). */
export function within(...domains: string[]): (host: string) => boolean {
  return (host) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** A post, if there is an id. */
export function post(id: string | undefined | null, username: string | null = null): Finding | null {
  return id ? { kind: 'post', id, username } : null;
}

/** A profile, if there is a name. */
export function profile(username: string | undefined | null): Finding | null {
  return username ? { kind: 'profile', username } : null;
}

/** Returns the name in `@name`; null without the @ or without a name. */
export function handle(text: string | undefined): string | null {
  return text?.startsWith('@') && text.length > 1 ? text.slice(1) : null;
}

/** Returns the text if the pattern matches all of it. */
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
