import figures from './figures.json' with { type: 'json' };

/** A measured figure of the analysis of texts, as `npm run evaluate -- --write` writes it. */
export interface AnalysisFigure {
  readonly judgement: string;
  readonly data: string;
  readonly measure: string;
  readonly value: number;
  readonly texts: number;
}

/** The figures of this version, by judgement. */
export const ANALYSIS_FIGURES: readonly AnalysisFigure[] = figures;
