import { type Engine, embedded } from './engines/index.ts';
import type { Figure } from './figure.ts';
import { measureAffect } from './judges/affect.ts';
import { measureCompetitors, measureIntent, measureRelevance } from './judges/posts.ts';
import { measureBrands, measureLanguages } from './judges/texts.ts';

/** What is measured. */
export interface MeasuringOptions {
  /** The embedded engine by default. */
  readonly engine?: Engine;
  /** Maximum number of texts of each large set; all by default. */
  readonly most?: number;
}

/** Measures every judgement; `folder` has labelled sets that the repository must not contain. */
export async function measureAll(folder: string, options: MeasuringOptions = {}): Promise<Figure[]> {
  const own = await measureOwn(options);
  return [...own, ...(await measureAffect(options.engine ?? embedded, folder, options.most))];
}

/** Measures the judgements whose labelled texts are in the repository and that take little time. */
export async function measureOwn({ engine = embedded, most }: MeasuringOptions = {}): Promise<Figure[]> {
  return [
    ...(await measureLanguages(engine)),
    ...(await measureBrands(engine)),
    ...(await measureCompetitors(engine)),
    ...(await measureRelevance(engine)),
    ...(await measureIntent(engine, most)),
  ];
}
