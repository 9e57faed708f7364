/** A measured figure of the analysis of texts. */
export interface Figure {
  /** What is judged, as in the graph's enum `AnalysisJudgement`. */
  readonly judgement:
    | 'LANGUAGE'
    | 'SENTIMENT'
    | 'EMOTIONS'
    | 'INTENT'
    | 'COMPETITOR'
    | 'BRANDS'
    | 'RELEVANCE';
  /** The labelled texts. */
  readonly data: string;
  /** What was measured, such as `macro-recall`. */
  readonly measure: string;
  /** From 0 to 1, with three decimals. */
  readonly value: number;
  /** Number of texts. */
  readonly texts: number;
}

/** The project's own posts that are measured. */
export const OWN_POSTS = "The project's own posts of trades that the models have not seen";

/** Rounds the share that a count is of texts; 0 of no texts. */
export function share(count: number, of: number): number {
  return of === 0 ? 0 : rounded(count / of);
}

/** Rounds a value as figures are compared and shown. */
export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
