import tlds from 'tlds' with { type: 'json' };

/** Position of a link in a text. */
export interface LinkSpan {
  readonly start: number;
  readonly end: number;
}

const TOP_LEVEL: ReadonlySet<string> = new Set(tlds);

// Character classes of twitter-text 3, which X uses to find links. Its single pattern takes
// quadratic time; this code finds the same links in one pass.
const NOT_IN_DOMAIN = String.raw`\p{White_Space}!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$\ufffe\ufeff\uffff\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069`;
const LATIN = String.raw`\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff`;
const CYRILLIC = String.raw`\u0400-\u04ff`;

/** Longest run of characters that may form a domain. */
const CANDIDATE = new RegExp(`[^${NOT_IN_DOMAIN}](?:[^${NOT_IN_DOMAIN}]|[-._](?=[^.]))*`, 'gu');
const PROTOCOL = /https?:\/\/$/i;
/** Characters that a link must not follow: parts of words, mentions, hashtags and cashtags. */
const GLUED = /[A-Za-z0-9@＠$#＃\ufffe\ufeff\uffff]$/;
/** Further characters that a domain without a protocol must not follow. */
const GLUED_DOMAIN = /[-_./]$/;
/** Characters that must not follow a top-level domain. */
const GOES_ON = /^[0-9a-zA-Z@+-]/;
/** The part of a domain that forms a link even without a protocol. */
const ASCII = new RegExp(`[-a-z0-9${LATIN}]+(?:\\.[-a-z0-9${LATIN}]+)*$`, 'i');
const PORT = /:\d+/y;
const IN_PATH = new RegExp(String.raw`[a-z${CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&${LATIN}]`, 'i');
const ENDS_PATH = new RegExp(String.raw`[+\-a-z${CYRILLIC}0-9=_#/${LATIN}]`, 'i');
const IN_QUERY = /[a-z0-9!?*'@();:&=+$/%#[\]\-_.,~|]/i;
const ENDS_QUERY = /[a-z0-9\-_&=#/]/i;

/**
 * Finds the links in a text as X does: URLs with a protocol, or ASCII domains that end in an
 * existing top-level domain.
 */
export function findXLinks(text: string): LinkSpan[] {
  const links: LinkSpan[] = [];
  let from = 0;
  for (const { 0: candidate, index } of text.matchAll(CANDIDATE)) {
    if (index < from) continue;
    const link = linkAt(text, candidate, index);
    if (!link) continue;
    links.push(link);
    from = link.end;
  }
  return links;
}

function linkAt(text: string, candidate: string, index: number): LinkSpan | null {
  const domain = domainOf(candidate, text.slice(index + candidate.length, index + candidate.length + 1));
  if (domain === null) return null;
  const before = text.slice(Math.max(0, index - 9), index);
  const protocol = PROTOCOL.exec(before)?.[0].length ?? 0;
  if (GLUED.test(before.slice(0, before.length - protocol))) return null;
  const domainEnd = index + domain.length;
  if (protocol > 0) return { start: index - protocol, end: endOf(text, domainEnd) };
  if (GLUED_DOMAIN.test(before)) return null;
  const labels = domain.slice(0, domain.lastIndexOf('.'));
  const ascii = ASCII.exec(labels)?.[0];
  return ascii ? { start: index + labels.length - ascii.length, end: endOf(text, domainEnd) } : null;
}

/**
 * Returns the longest prefix of a candidate that is a domain with a name and a top-level domain.
 */
function domainOf(candidate: string, next: string): string | null {
  const labels = candidate.split('.');
  const isLabel = (label: string) => /^[^-_](?:.*[^-_])?$/su.test(label);
  let valid = 0;
  while (valid < labels.length && isLabel(labels[valid]!)) valid += 1;
  for (let last = Math.min(valid, labels.length - 1); last >= 1; last -= 1) {
    const top = topLevelOf(labels[last]!, last === labels.length - 1 ? next : '');
    if (top !== null && !labels[last - 1]!.includes('_')) return [...labels.slice(0, last), top].join('.');
  }
  return null;
}

/**
 * Returns the top-level domain that a label begins with; the character after it must end the
 * domain.
 */
function topLevelOf(label: string, next: string): string | null {
  const top = /^[^-_]+/u.exec(label)?.[0] ?? '';
  const rest = label.slice(top.length) || next;
  return TOP_LEVEL.has(top.toLowerCase()) && !GOES_ON.test(rest) ? top : null;
}

/** Returns the end of a link given the end of its domain, after port, path and query. */
function endOf(text: string, domainEnd: number): number {
  PORT.lastIndex = domainEnd;
  const portEnd = PORT.test(text) ? PORT.lastIndex : domainEnd;
  const pathEnd = text[portEnd] === '/' ? pathEndOf(text, portEnd) : portEnd;
  return text[pathEnd] === '?' ? queryEndOf(text, pathEnd) : pathEnd;
}

/**
 * Returns the end of a path. It may contain brackets, nested once, and does not end in punctuation.
 */
function pathEndOf(text: string, from: number): number {
  let end = from + 1;
  for (let at = end; at < text.length; ) {
    const bracket = text[at] === '(' ? bracketEndOf(text, at) : null;
    if (bracket === null && !IN_PATH.test(text[at]!)) break;
    at = bracket ?? at + 1;
    if (bracket !== null || ENDS_PATH.test(text[at - 1]!)) end = at;
  }
  return end;
}

/** Returns the position of the closing bracket, if only path characters lie in between. */
function bracketEndOf(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (!IN_PATH.test(character)) return null;
    if (depth > 2) return null;
    if (depth === 0) return text[at - 1] === '(' ? null : at + 1;
  }
  return null;
}

function queryEndOf(text: string, from: number): number {
  let end = from;
  for (let at = from + 1; at < text.length && IN_QUERY.test(text[at]!); at += 1)
    if (ENDS_QUERY.test(text[at]!)) end = at + 1;
  return end;
}
