/** What is wrong with a query string. */
export interface QueryFault {
  /** Name of the parameter, as far as it can be shown. */
  readonly parameter: string;
  /** What the parameter must be. */
  readonly expected: string;
}

/**
 * Finds the first parameter of a URL that is no text: escapes that are not UTF-8 (half of a surrogate pair included), or
 * the character NUL. Parsers let such a value pass as U+FFFD, so that something else would be looked for. A `%` that
 * begins no escape stands for itself, as the URL Standard has it. Returns null if there is none.
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

/** A name as an error may quote it. */
function shown(name: string): string {
  return name.replace(/[^\w.[\]-]/g, '?').slice(0, 40) || '?';
}
