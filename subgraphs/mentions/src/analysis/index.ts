import { type BrandTerms, brandFinder } from '@tributary/kit/brands';
import { AFFECT_VERSION, languageOf, readAffect } from '@tributary/text-models';
import type { Analysis, NewMention } from '../mention.ts';
import { ctaOf } from './cta.ts';
import { entitiesOf } from './entities.ts';
import { hookOf } from './hook.ts';
import { intentionOf } from './intention.ts';
import { readText } from './reading/index.ts';
import { emotionsOf, sentimentOf } from './rounding.ts';
import { toneOf } from './tone.ts';
import { topicsOf } from './topics.ts';

/** Increment with every rule change. */
const RULES_VERSION = 5;

/**
 * Increases with the versions of rules and model; mentions with a lower version are reanalysed
 * after an upgrade.
 */
export const ANALYSIS_VERSION = AFFECT_VERSION * 1_000 + RULES_VERSION;

/**
 * Analyses mentions, one result each in the same order. Runs in process without network access, and
 * is deterministic.
 */
export type Analyse = (mentions: readonly AnalysableMention[]) => Analysis[];

/** The part of a mention that the analysis reads. */
export type AnalysableMention = Pick<NewMention, 'title' | 'text'> & Partial<Pick<NewMention, 'language'>>;

/** Maximum text length read, in characters, to bound the time per mention. */
const LONGEST = 5_000;

/** Values of the analysis that depend on the language. */
type Judgement = Omit<Analysis, 'language' | 'brands' | 'version'>;

/** The judgement of a text in a language that is not judged. */
const UNJUDGED: Judgement = {
  sentiment: null,
  emotions: null,
  intention: null,
  tone: null,
  hook: null,
  cta: null,
  topics: [],
  questions: [],
  entities: [],
};

/** Creates an analysis that searches mentions for these brands. */
export function openAnalysis({ brands }: { brands: readonly BrandTerms[] }): Analyse {
  const readBrands = brandFinder(brands);
  return (mentions) =>
    mentions.map((mention) => {
      const text = wholeText(mention);
      const { language, unjudged } = languageOf(text, mention.language ?? null);
      return {
        language,
        ...(unjudged === null ? judge(text) : UNJUDGED),
        brands: readBrands([mention.title ?? '', mention.text ?? '']),
        version: ANALYSIS_VERSION,
      };
    });
}

function wholeText({ title, text }: AnalysableMention): string {
  const whole = [title, text].filter((part) => part !== null && part.trim() !== '').join('\n');
  return whole.slice(0, LONGEST).toWellFormed();
}

function judge(text: string): Judgement {
  const affect = readAffect([text])[0] ?? null;
  const read = readText(text);
  return {
    sentiment: affect && sentimentOf(affect.sentiment),
    emotions: affect && emotionsOf(affect.emotions),
    intention: intentionOf(read),
    tone: toneOf(read),
    hook: hookOf(read),
    cta: ctaOf(read),
    topics: topicsOf(read),
    questions: read.sentences.filter(({ isQuestion }) => isQuestion).map(({ text: each }) => each),
    entities: entitiesOf(read),
  };
}
