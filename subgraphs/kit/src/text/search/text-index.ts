import { signsAround } from './signs.ts';
import { type Token, tokensOf } from './tokens.ts';

/**
 * The lexemes of a title and a body with their positions, in memory and as a tsvector. Every word
 * and emoji has a lexeme at its position; a word that is part of a signed name has others (`c++`
 * beside `c`), and so does one with capitals (`=Apple` beside `apple`). An emoji has the position
 * of the word before it, so that it separates no words.
 */
export type TextIndex = ReadonlyMap<string, readonly number[]>;

/** Limits of PostgreSQL: positions up to 16,383, 256 positions per word. */
const LAST_POSITION = 16_383;
const MOST_POSITIONS = 255;
/** Positions between title and body, so that no phrase spans both. */
const GAP = 16;
/** Marks the lexeme of a word as it is written. */
export const AS_WRITTEN = '=';

/** Flags of a place, which is `position * 4 + flags`. */
const IN_TITLE = 2;
const CASED = 1;
/** Weights of a tsvector by flags; D is the default and is not written. */
const WEIGHTS = ['', 'C', 'B', 'A'];

/** Returns the position of a place. */
export function positionOf(place: number): number {
  return place >> 2;
}

/** Whether a place is in the title. */
export function isInTitle(place: number): boolean {
  return (place & IN_TITLE) !== 0;
}

/** Whether the word at a place is written with capitals. */
export function isCased(place: number): boolean {
  return (place & CASED) !== 0;
}

/** Indexes title and body. */
export function indexText(title: string, body: string): TextIndex {
  const index = new Map<string, number[]>();
  eachToken(title, body, (token, position, { normal, inTitle }) => {
    const { word, surface } = token;
    const cased = surface !== word;
    const place = (position << 2) | (inTitle ? IN_TITLE : 0) | (cased ? CASED : 0);
    add(index, word, place);
    if (cased) add(index, AS_WRITTEN + surface, place);
    if (token.isEmoji) return;
    for (const { before, after } of signsAround(normal, token)) {
      add(index, before + word + after, place);
      if (cased) add(index, AS_WRITTEN + before + surface + after, place);
    }
  });
  return index;
}

/** The title or the body of a text. */
export interface TextPart {
  /** In NFKC. */
  readonly normal: string;
  readonly inTitle: boolean;
}

/** Calls `visit` with each token of title and body and its position, in order. */
export function eachToken(
  title: string,
  body: string,
  visit: (token: Token, position: number, part: TextPart) => void,
): void {
  // The first position is left to an emoji before the first word.
  let position = 1;
  for (const inTitle of [true, false]) {
    const part = { normal: (inTitle ? title : body).normalize('NFKC'), inTitle };
    for (const token of tokensOf(part.normal)) {
      if (!token.isEmoji) position++;
      if (position > LAST_POSITION) return;
      visit(token, position, part);
    }
    position += GAP;
  }
}

function add(index: Map<string, number[]>, lexeme: string, place: number): void {
  const places = index.get(lexeme);
  if (!places) index.set(lexeme, [place]);
  else if (places.length < MOST_POSITIONS && places.at(-1) !== place) places.push(place);
}

/** Returns title and body as a tsvector literal. */
export function searchVector(title: string, body: string): string {
  let vector = '';
  for (const [lexeme, places] of indexText(title, body))
    vector += `'${lexeme}':${places.map((place) => `${place >> 2}${WEIGHTS[place & 3]}`).join(',')} `;
  return vector;
}
