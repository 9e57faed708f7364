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

/** Joins names for a sentence: "`a`, `b` or `c`". */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
