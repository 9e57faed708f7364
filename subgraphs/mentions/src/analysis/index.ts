import { type BrandTerms, brandFinder } from '@tributary/kit/text';
import type { Analysis, NewMention } from '../mention.ts';
import { ctaOf } from './cta.ts';
import { entitiesOf } from './entities.ts';
import { hookOf } from './hook.ts';
import { intentionOf } from './intention.ts';
import { MODEL_VERSION, readAffect } from './model/index.ts';
import { emotionsOf, sentimentOf } from './rounding.ts';
import { readText } from './text.ts';
import { toneOf } from './tone.ts';
import { topicsOf } from './topics.ts';

/** Counts up with every change of the rules. */
const RULES_VERSION = 3;

/**
 * Grows with the rules and with the model; mentions of an older version are analysed again after an
 * upgrade.
 */
export const ANALYSIS_VERSION = MODEL_VERSION * 1_000 + RULES_VERSION;

/**
 * What the analysis makes of mentions, in their order. In process, without network, the same for
 * the same text.
 */
export type Analyse = (mentions: readonly Pick<NewMention, 'title' | 'text'>[]) => Analysis[];

/** Longest text that is read, in characters: the time for one mention is bounded. */
const LONGEST = 5_000;

/** Opens the analysis for mentions that are searched for these brands. */
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
