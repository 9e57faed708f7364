import type { Figure } from './figure.ts';
import { measureAffect } from './judges/affect.ts';
import { measureCompetitors, measureIntent, measureRelevance } from './judges/posts.ts';
import { measureBrands, measureLanguages } from './judges/texts.ts';

/** Measures every judgement; `folder` has labelled sets that the repository must not contain. */
export function measureAll(folder: string): Figure[] {
  return [...measureOwn(), ...measureAffect(folder)];
}

/** Measures the judgements whose labelled texts are in the repository and that take little time. */
export function measureOwn(): Figure[] {
  return [
    ...measureLanguages(),
    ...measureBrands(),
    ...measureCompetitors(),
    ...measureRelevance(),
    ...measureIntent(),
  ];
}
