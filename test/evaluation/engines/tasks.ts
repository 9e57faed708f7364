import type { JudgingTask } from '@tributary/ai';
import type { TrackedBrand } from '@tributary/kit/brands';
import type { EMOTIONS, INTENTS } from '../../../subgraphs/text-models/src/index.ts';

/*
 * Tasks that only the evaluation gives to a language model. The product lets it judge sentiment and
 * relevance, with tasks of its own.
 */

/** Judges emotions, by the labels that the affect model has. */
export const EMOTION: JudgingTask<(typeof EMOTIONS)[number]> = {
  name: 'emotion',
  version: 1,
  instructions: 'Judge the strongest emotion that the author of each text shows.',
  labels: {
    joy: 'Joy, love, gratitude, pride, relief, amusement or excitement.',
    sadness: 'Sadness, grief, remorse or disappointment.',
    anger: 'Anger, annoyance or disapproval.',
    fear: 'Fear, worry or nervousness.',
    surprise: 'Surprise, curiosity, confusion or realisation.',
    disgust: 'Disgust.',
    neutral: 'No emotion.',
  },
};

/** Judges intents, by the guideline of the own posts. */
export const INTENT: JudgingTask<(typeof INTENTS)[number]> = {
  name: 'intent',
  version: 1,
  instructions: 'Judge what the author of each post wants.',
  labels: {
    buying: 'The author looks for a product or service to buy or use.',
    comparison: 'The author weighs two or more products or services against each other.',
    pain_point: 'The author has a problem with a product, a service or a task.',
    question: 'The author asks something else.',
    none: 'None of these: news, announcements, sellers, job advertisements, jokes, praise.',
  },
};

/** Returns the task that judges which of these languages a text is in. */
export function languageTask(codes: readonly string[]): JudgingTask<string> {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return {
    name: 'language',
    version: 1,
    instructions: 'Judge which language each text is in.',
    labels: Object.fromEntries(codes.map((code) => [code, names.of(code) ?? code])),
  };
}

/** Judges whether a text names the brand of its context. */
export const BRAND: JudgingTask<'named' | 'absent'> = {
  name: 'brand',
  version: 1,
  instructions:
    'Judge whether each text names the company or product `brand`, in any spelling. `community` is where the text was posted, and may be empty.',
  labels: {
    named: 'The text names the brand, also in the plural, as a handle or as a hashtag.',
    absent: 'The text does not name it, or has the word in another meaning.',
  },
};

/** The label for a post that names no competitor. */
export const NO_COMPETITOR = 'none';

/** Returns the task that judges which tracked competitor a post is about. */
export function competitorTask(brands: readonly TrackedBrand[]): JudgingTask<string> {
  const competitors = brands.filter(({ isOwn }) => !isOwn);
  return {
    name: 'competitor',
    version: 1,
    instructions: 'Judge which of the products each post is about.',
    labels: {
      ...Object.fromEntries(competitors.map(({ id }) => [id, `The product ${id}.`])),
      [NO_COMPETITOR]: 'None of them, or the word in another meaning.',
    },
  };
}
