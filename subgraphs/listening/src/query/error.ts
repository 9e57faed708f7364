/** Why a query is invalid, for GraphQL, the command line and the console. */
export interface QueryError {
  /** A sentence, with the position for those who read it without the query. */
  readonly message: string;
  /** Index of the first invalid UTF-16 code unit, from 0. */
  readonly position: number;
  /** Number of invalid code units; 0 where something is missing. */
  readonly length: number;
  /** What to write instead, as a sentence; null if there is no likely correction. */
  readonly suggestion: string | null;
}

/** Thrown within the parser; `parseQuery` returns its `fault` as a value. */
export class QueryFault extends Error {
  readonly fault: QueryError;

  constructor(message: string, { start, end }: Span, suggestion: string | null = null) {
    super(message);
    this.fault = { message, position: start, length: end - start, suggestion };
  }
}

/** A part of a query. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Returns the name that a misspelt one was probably meant to be; null if none is similar. */
export function nearest(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const most = Math.max(1, Math.floor(lower.length / 3));
  const ranked = names
    .map((each) => ({ each, distance: each.startsWith(lower) ? 1 : distanceOf(lower, each) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0] && ranked[0].distance <= most ? ranked[0].each : null;
}

/** Returns the number of insertions, deletions, replacements and swaps between two texts. */
function distanceOf(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[at - 1] === to[column - 1];
      const swap = at > 1 && column > 1 && from[at - 1] === to[column - 2] && from[at - 2] === to[column - 1];
      next.push(
        Math.min(
          row[column]! + 1,
          next[column - 1]! + 1,
          row[column - 1]! + (isSame ? 0 : 1),
          swap ? before[column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}

/** Joins names for a sentence: "`a`, `b` or `c`". */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
