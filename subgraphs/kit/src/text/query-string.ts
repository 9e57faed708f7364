/** An invalid parameter of a query string. */
export interface QueryFault {
  /** The name of the parameter, as far as it can be displayed. */
  readonly parameter: string;
  /** The expected form of the parameter. */
  readonly expected: string;
}

/**
 * Finds the first parameter of a URL that is not text: it has escapes that are not valid UTF-8, or
 * the character NUL. Parsers would replace them by U+FFFD, and the search would be for another
 * text. A `%` that begins no escape is literal, as in the URL Standard. Returns null if there is
 * none.
 */
export function queryFault(url: string): QueryFault | null {
  const from = url.indexOf('?');
  if (from === -1 || !url.includes('%', from)) return null;
  for (const pair of url.slice(from + 1).split('&')) {
    const cut = pair.indexOf('=');
    const name = cut === -1 ? pair : pair.slice(0, cut);
    const expected = faultOf(pair);
    if (expected) return { parameter: shown(name), expected };
  }
  return null;
}

const LONE_PERCENT = /%(?![0-9a-f]{2})/gi;

function faultOf(pair: string): string | null {
  if (/%00/.test(pair)) return 'text without the character NUL';
  try {
    decodeURIComponent(pair.replace(LONE_PERCENT, '%25'));
    return null;
  } catch {
    return 'percent-encoded UTF-8';
  }
}

/** Shortens a name for an error message. */
function shown(name: string): string {
  return name.replace(/[^\w.[\]-]/g, '?').slice(0, 40) || '?';
}
