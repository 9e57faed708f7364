/** Names of the characters U+00A0 to U+00FF in HTML, in order. */
const LATIN =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro
  para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute
  Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute
  THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde
  ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`.split(/\s+/);

const NAMED = new Map<string, string>([
  ...LATIN.map((name, at): [string, string] => [name, String.fromCharCode(0xa0 + at)]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    hellip: '…',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    bull: '•',
    lsaquo: '‹',
    rsaquo: '›',
    euro: '€',
    trade: '™',
    zwj: '\u200d',
    zwnj: '\u200c',
  }),
]);

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,7}));/g;

/**
 * Replaces each character reference once: `&amp;lt;` becomes `&lt;`. Unknown names and invalid
 * numbers stay as they are.
 */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex!, 16);
    const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return valid ? String.fromCodePoint(code) : whole;
  });
}

const LINK = /<a\b[^>]*?\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi;
const BREAK = /<br\s*\/?>/gi;
const PARAGRAPH = /<\/?(?:p|div|pre|blockquote|ul|ol|li)\b[^>]*>/gi;
const TAG = /<\/?[a-zA-Z][^>]*>|<!--[\s\S]*?-->/g;

/**
 * Converts an HTML fragment, as platforms write posts, to plain text: paragraphs become blank
 * lines, tags are removed, character references are replaced. A link keeps its text, or its URL if
 * the text was shortened with an ellipsis.
 */
export function htmlToText(html: string): string {
  const text = html
    .replace(LINK, (_, href: string, shown: string) => (/(\.\.\.|…)\s*$/.test(shown) ? href : shown))
    .replace(BREAK, '\n')
    .replace(PARAGRAPH, '\n\n')
    .replace(TAG, '');
  return unescapeHtml(text)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
