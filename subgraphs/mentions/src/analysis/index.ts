import { type BrandTerms, brandFinder } from '@tributary/kit/text';
import type { Analysis, NewMention } from '../mention.ts';
import { ctaOf } from './cta.ts';
import { entitiesOf } from './entities.ts';
import { hookOf } from './hook.ts';
import { intentionOf } from './intention.ts';
import { MODEL_VERSION, readAffect } from './model/index.ts';
import { readText } from './read-text.ts';
import { emotionsOf, sentimentOf } from './rounding.ts';
import { toneOf } from './tone.ts';
import { topicsOf } from './topics.ts';

/** Increment with every rule change. */
const RULES_VERSION = 3;

/**
 * Increases with the versions of rules and model; mentions with a lower version are reanalysed
 * after an upgrade.
 */
export const ANALYSIS_VERSION = MODEL_VERSION * 1_000 + RULES_VERSION;

/**
 * Analyses mentions, one result each in the same order. Runs in process without network access, and
 * is deterministic.
 */
export type Analyse = (mentions: readonly Pick<NewMention, 'title' | 'text'>[]) => Analysis[];

/** Maximum text length read, in characters, to bound the time per mention. */
const LONGEST = 5_000;

/** Creates an analysis that searches mentions for these brands. */
export function openAnalysis({ brands }: { brands: readonly BrandTerms[] }): Analyse {
  const readBrands = brandFinder(brands);
  return (mentions) => {
    const texts = mentions.map(({ title, text }) => {
      const whole = [title, text].filter((part) => part !== null && part.trim() !== '').join('\n');
      return whole.slice(0, LONGEST).toWellFormed();
    });
    const affects = readAffect(texts);
    return mentions.map(({ title, text }, index) => {
      const read = readText(texts[index]!);
      const affect = affects[index] ?? null;
      return {
        sentiment: affect && sentimentOf(affect.sentiment),
        emotions: affect && emotionsOf(affect.emotions),
        intention: intentionOf(read),
        tone: toneOf(read),
        hook: hookOf(read),
        cta: ctaOf(read),
        topics: topicsOf(read),
        questions: read.sentences.filter(({ isQuestion }) => isQuestion).map(({ text: each }) => each),
        brands: readBrands([title ?? '', text ?? '']),
        entities: entitiesOf(read),
        version: ANALYSIS_VERSION,
      };
    });
  };
}
