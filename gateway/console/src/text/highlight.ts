/** A part of a text, from `start` to before `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a text, and whether a span contains it. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly isMarked: boolean;
}

/** Splits a text at spans, which may overlap and be in any order. */
export function splitAt(text: string, spans: readonly Span[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const add = (start: number, until: number, isMarked: boolean) => {
    if (until > start) pieces.push({ text: text.slice(start, until), start, isMarked });
  };
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.end <= end || span.start >= text.length) continue;
    const start = Math.max(span.start, end);
    add(end, start, false);
    end = Math.min(span.end, text.length);
    add(start, end, true);
  }
  add(end, text.length, false);
  return pieces;
}
