/** Parts of a URL that the rules of a platform read. */
export interface Address {
  /** Host in lower case. */
  readonly host: string;
  /** Decoded, normalised path segments without empty ones. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** The target of a URL. */
export type Finding =
  | { readonly kind: 'post'; readonly id: string; readonly username: string | null }
  | { readonly kind: 'profile'; readonly username: string }
  /** A shortened or vanity URL, which only the platform can resolve. */
  | { readonly kind: 'short'; readonly code: string };

/** Rules for usernames on a platform. */
export interface NameRules {
  /** Matches a whole name without its leading @. */
  readonly pattern: RegExp;
  /** Names that are case-sensitive; all others are not. */
  readonly caseSensitive?: RegExp;
}

/** URL rules of a platform. */
export interface AddressRules {
  /** Whether the platform owns a host. */
  readonly owns: (host: string) => boolean;
  readonly read: (address: Address) => Finding | null;
}

/**
 * Parses a URL; a missing scheme means https. Null if it is not http(s). A path after `#!`, as
 * Twitter and Facebook once used, is read as the path.
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

/** Returns a post finding; null without an id. */
export function post(id: string | undefined | null, username: string | null = null): Finding | null {
  return id ? { kind: 'post', id, username } : null;
}

/** Returns a profile finding; null without a name. */
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

/** Returns the id of the post at an address of a platform; null if it is not one. */
export function postIdAt({ owns, read }: AddressRules, url: URL): string | null {
  const address = parseAddress(url.href);
  const finding = address && owns(address.host) ? read(address) : null;
  return finding?.kind === 'post' ? finding.id : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part).normalize('NFC').trim();
  } catch {
    return part;
  }
}
