import {
  isCased,
  isInTitle,
  type Lexeme,
  type Phrase,
  positionOf,
  type TextIndex,
} from '@tributary/kit/text';

/** Returns the positions at which a phrase begins. */
export function startsOf(phrase: Phrase, index: TextIndex, inTitle = false): number[] {
  // Most texts have the first word of a phrase and lack another one.
  for (const { text, isPrefix } of phrase) if (!isPrefix && !index.has(text)) return [];
  let starts: number[] | null = null;
  for (const lexeme of phrase) {
    const found = positionsOf(lexeme, index, inTitle).map((position) => position - lexeme.offset);
    if (starts === null) starts = found;
    else {
      const next = new Set(found);
      starts = starts.filter((start) => next.has(start));
    }
    if (starts.length === 0) break;
  }
  return starts!;
}

function positionsOf(lexeme: Lexeme, index: TextIndex, inTitle: boolean): number[] {
  const places = lexeme.isPrefix ? placesOfPrefix(lexeme.text, index) : index.get(lexeme.text);
  if (!places) return [];
  const positions: number[] = [];
  for (const place of places) {
    if (inTitle && !isInTitle(place)) continue;
    if (lexeme.isLower && isCased(place)) continue;
    positions.push(positionOf(place));
  }
  return positions;
}

function placesOfPrefix(prefix: string, index: TextIndex): number[] {
  const places: number[] = [];
  for (const [lexeme, own] of index) if (lexeme.startsWith(prefix)) places.push(...own);
  return places;
}
