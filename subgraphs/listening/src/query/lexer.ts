import { nearestName } from '@tributary/kit/text';
import { QueryFault, type Span } from './error.ts';
import { FIELD_NAMES, isFieldName } from './fields.ts';

/** A part of a query as the parser sees it. */
export type Lexeme = Span &
  (
    | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'end' }
    | { readonly kind: 'near'; readonly distance: number }
    /** A field's name with its colon; its value is the next lexeme, if `isFollowed`. */
    | { readonly kind: 'field'; readonly name: string; readonly isFollowed: boolean }
    | { readonly kind: 'word' | 'phrase' | 'exact'; readonly text: string }
  );

const SPACE = /\s/;
const QUOTES = '"“”„';
const DASHES = '-–—−';
/** Characters that end a word. */
const ENDS_WORD = /[\s()"“”„`]/;
const OPERATORS = { AND: 'and', OR: 'or', NOT: 'not' } as const;
const SYMBOLS: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR', '|': 'OR', '!': 'NOT' };
const LONGEST_DISTANCE = 15;

/** Splits a query into lexemes, the last of kind `end`; throws a {@link QueryFault}. */
export function lexemesOf(query: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < query.length; ) {
    if (SPACE.test(query[at]!)) {
      at++;
      continue;
    }
    const last = lexemes.at(-1);
    const isValue = last?.kind === 'field' && last.isFollowed;
    const lexeme = lexemeAt(query, at, isValue);
    lexemes.push(lexeme);
    at = lexeme.end;
  }
  lexemes.push({ kind: 'end', start: query.length, end: query.length });
  return lexemes;
}

function lexemeAt(query: string, start: number, isValue: boolean): Lexeme {
  const first = query[start]!;
  if (first === '(') return { kind: 'open', start, end: start + 1 };
  if (first === ')') return { kind: 'close', start, end: start + 1 };
  if (QUOTES.includes(first)) return quoted(query, start, QUOTES, 'phrase');
  if (first === '`') return quoted(query, start, '`', 'exact');
  const next = query[start + 1];
  if (!isValue && DASHES.includes(first) && next !== undefined && !SPACE.test(next) && next !== ')')
    return { kind: 'not', start, end: start + 1 };
  let end = start;
  while (end < query.length && !ENDS_WORD.test(query[end]!)) end++;
  // The value of a field may contain colons, and words that are operators elsewhere.
  if (isValue) return { kind: 'word', text: query.slice(start, end), start, end };
  return wordOf(query, { start, end });
}

function quoted(query: string, start: number, ends: string, kind: 'phrase' | 'exact'): Lexeme {
  let end = start + 1;
  while (end < query.length && !ends.includes(query[end]!)) end++;
  const name = kind === 'phrase' ? 'quote' : 'backtick';
  const mark = kind === 'phrase' ? '"' : '`';
  if (end === query.length)
    throw new QueryFault(
      `Unclosed ${name} at ${start}.`,
      { start, end },
      `Add ${kind === 'phrase' ? 'a closing `"`' : 'a closing backtick'} after the last word of the phrase.`,
    );
  const text = query
    .slice(start + 1, end)
    .replace(/\s+/g, ' ')
    .trim();
  if (query[end + 1] === '*')
    throw new QueryFault(
      `\`*\` after a closing ${name} at ${end + 1}.`,
      { start: end + 1, end: end + 2 },
      kind === 'phrase'
        ? `Write it directly after the last word, within the quotes: ${mark}${text}*${mark}.`
        : 'Words in exact case cannot continue; remove the `*`.',
    );
  return { kind, text, start, end: end + 1 };
}

function wordOf(query: string, { start, end }: Span): Lexeme {
  const text = query.slice(start, end);
  if (Object.hasOwn(OPERATORS, text)) return { kind: OPERATORS[text as keyof typeof OPERATORS], start, end };
  const near = /^near(?:\/(\d*))?$/i.exec(text);
  if (near && (text.startsWith('NEAR') || text.includes('/'))) return nearOf(near, { start, end });
  const field = /^([A-Za-z_]+):(?!\/\/)/.exec(text);
  if (field) return fieldOf(query, field, start);
  rejectLookalikes(text, { start, end });
  return { kind: 'word', text, start, end };
}

function nearOf([text, digits]: RegExpExecArray, span: Span): Lexeme {
  const distance = Number(digits);
  if (digits && text.startsWith('NEAR') && distance >= 1 && distance <= LONGEST_DISTANCE)
    return { kind: 'near', distance, ...span };
  throw new QueryFault(
    digits && text.startsWith('NEAR')
      ? `The distance of NEAR at ${span.start} must be between 1 and ${LONGEST_DISTANCE}, got ${distance}.`
      : `\`${text}\` at ${span.start} is not an operator.`,
    span,
    `Write \`NEAR/${LONGEST_DISTANCE < distance ? LONGEST_DISTANCE : distance || 5}\` between two words, in capitals.`,
  );
}

function fieldOf(query: string, [prefix, written]: RegExpExecArray, start: number): Lexeme {
  const end = start + prefix.length;
  const name = written!.toLowerCase();
  const next = query[end];
  if (isFieldName(name))
    return { kind: 'field', name, isFollowed: next !== undefined && !SPACE.test(next), start, end };
  const meant = nearestName(name, FIELD_NAMES);
  throw new QueryFault(
    `There is no field \`${written}:\`, at ${start}.`,
    { start, end },
    meant
      ? `Did you mean \`${meant}:\`?`
      : `Put the text in quotes to find the word; the fields are ${FIELD_NAMES.join(', ')}.`,
  );
}

/** Rejects operators of other languages, which as words would silently change the query. */
function rejectLookalikes(text: string, span: Span): void {
  const operator = Object.hasOwn(SYMBOLS, text) ? SYMBOLS[text]! : text.toUpperCase();
  if (!Object.hasOwn(OPERATORS, operator)) return;
  const isWord = operator === text.toUpperCase();
  throw new QueryFault(
    `\`${text}\` at ${span.start} is not an operator.`,
    span,
    `Write \`${operator}\`${isWord ? `, or \`"${text}"\` to find the word` : ''}.`,
  );
}
