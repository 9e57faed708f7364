import { invalidInput } from '../../core/errors.ts';
import { type DateReader, dateOf } from './standard-dates.ts';

const NAME = '[A-Za-z]{3,9}';
const ONE_OR_TWO = '\\d{1,2}';

/**
 * The pattern of each token, with the named groups of `dateOf`. `h` without `A` is a 24-hour hour.
 */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MMMM: `(?<monthName>${NAME})`,
  MMM: `(?<monthName>${NAME})`,
  MM: `(?<month>${ONE_OR_TWO})`,
  M: `(?<month>${ONE_OR_TWO})`,
  DD: `(?<day>${ONE_OR_TWO})`,
  D: `(?<day>${ONE_OR_TWO})`,
  dddd: NAME,
  ddd: NAME,
  HH: `(?<hour>${ONE_OR_TWO})`,
  H: `(?<hour>${ONE_OR_TWO})`,
  hh: `(?<hour>${ONE_OR_TWO})`,
  h: `(?<hour>${ONE_OR_TWO})`,
  mm: `(?<minute>${ONE_OR_TWO})`,
  m: `(?<minute>${ONE_OR_TWO})`,
  ss: `(?<second>${ONE_OR_TWO})`,
  s: `(?<second>${ONE_OR_TWO})`,
  SSS: '(?<fraction>\\d{1,9})',
  A: '(?<half>[AaPp]\\.?[Mm]\\.?)',
  Z: '(?<zone>Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)',
};

/** Matches bracketed text, a run of one letter, or a single other character. */
const PIECES = /\[([^\]]*)\]|([A-Za-z])\2*|[^A-Za-z]/g;

const compiled = new Map<string, DateReader>();

/**
 * Creates a reader of dates in one format, from the tokens YYYY YY MMMM MMM MM M DD D dddd ddd HH H
 * hh h mm m ss s SSS A Z and text in [brackets]. It is strict, except that zero padding is
 * optional: files mix both. MM right after an hour means minutes, and SS after minutes means
 * seconds, because formats are often written so ("M/D/YYYY H:MM"). Omitted parts default to
 * January, the first, midnight, UTC. It compiles a regular expression because dayjs' strict
 * customParseFormat rejects "06/24/2016" for M/D/YYYY and reads 77,000 dates a second, compared
 * with over a million here. Throws INVALID_INPUT for a format with an unknown token, without a
 * year, or with a duplicate part.
 */
export function dateReader(format: string): DateReader {
  const known = compiled.get(format);
  if (known) return known;
  const expression = compile(format);
  const reader: DateReader = (text) => {
    const groups = expression.exec(text)?.groups;
    return groups ? dateOf(groups) : null;
  };
  compiled.set(format, reader);
  return reader;
}

function compile(format: string): RegExp {
  const tidy = format.trim().replace(/\s+/g, ' ');
  const pieces = [...tidy.matchAll(PIECES)].map(([piece, bracketed]) => ({ piece, bracketed }));
  let previous = '';
  let source = '';
  pieces.forEach(({ piece, bracketed }, at) => {
    const token = meaning(piece, previous);
    const pattern = TOKENS[token];
    if (bracketed !== undefined) source += escaped(bracketed);
    else if (pattern === undefined) source += literal(piece, format);
    else {
      // "YYYYMMDD": without separators, only padding shows where a number ends.
      const tight = [at - 1, at + 1].some((near) => (pieces[near]?.piece ?? '') in TOKENS);
      source += tight && piece.length === 2 ? pattern.replace(ONE_OR_TWO, '\\d{2}') : pattern;
      previous = token;
    }
  });
  if (!/<(year|shortYear)>/.test(source)) throw badFormat(format, 'has no year (YYYY)');
  try {
    return new RegExp(`^\\s*${source}\\s*$`);
  } catch {
    throw badFormat(format, 'names one part of the date twice');
  }
}

/** Returns the token that a piece represents, given the preceding token. */
function meaning(piece: string, previous: string): string {
  if (/^MM?$/.test(piece) && /^(HH?|hh?)$/.test(previous)) return 'mm';
  if (piece === 'SS' && previous.startsWith('m')) return 'ss';
  if (/^S+$/.test(piece)) return 'SSS';
  return { a: 'A', ZZ: 'Z' }[piece] ?? piece;
}

function literal(piece: string, format: string): string {
  if (piece === ' ') return '\\s+';
  if (/^[A-Za-z]/.test(piece) && piece !== 'T') throw badFormat(format, `has "${piece}", which is no token`);
  return escaped(piece);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function badFormat(format: string, what: string): Error {
  const tokens = Object.keys(TOKENS).join(' ');
  return invalidInput(
    'dateFormat',
    `The date format "${format}" ${what}. Tokens: ${tokens}, text in [brackets].`,
  );
}
