import { INTENTS, type IntentProbabilities } from '@tributary/text-models';
import type { Intent } from './analysis.ts';
import type { Want } from './findings.ts';
import { isHeadlineOnly, type ReadablePost } from './post-text.ts';
import { NO_PRODUCT } from './rules/buying.ts';

/** The intent of a post; null if its author wants nothing. */
export interface Decision {
  readonly intent: Intent | null;
  /** The model's probability of the intent; null if a rule decided. */
  readonly probability: number | null;
}

/** No intent, as far as is known. */
export const NO_INTENT: Decision = { intent: null, probability: null };

/**
 * Least weight of a rule that decides alone; a weaker one decides in headlines only. Many who
 * complain ask for another product in the same post, and the model tells them apart better
 * (cross-validated on own posts that are not measured).
 */
const DECISIVE: Readonly<Record<Intent, number>> = {
  buying: 3.5,
  comparison: 3.5,
  pain_point: 4.5,
  question: 3.5,
};

/**
 * Least probabilities at which the model decides. A wrong buyer wastes a person's time, so buying
 * needs more than the others. Headlines use the words of buyers and are hardly ever theirs. Chosen
 * on own posts that neither trained the model nor are measured.
 */
const LEAST = { buying: 0.65, other: 0.4, headline: 0.97 };

/**
 * Decides the intent: by the strongest rule if it is decisive, else by the model. If the model
 * finds none, or does not know the words, the rule decides after all.
 */
export function decideIntent(
  wants: readonly Want[],
  estimate: IntentProbabilities | null,
  post: ReadablePost,
): Decision {
  const isHeadline = isHeadlineOnly(post);
  const lead = wants.find(({ quiet }) => !quiet);
  if (lead && (isHeadline || lead.weight >= DECISIVE[lead.intent]))
    return { intent: lead.intent, probability: null };
  const found = estimate === null ? NO_INTENT : judged(estimate, post);
  if (found.intent !== null || wants.length === 0) return found;
  return { intent: wants[0]!.intent, probability: null };
}

/** Returns the likeliest intent that is likely enough. */
function judged({ intent: probabilities }: IntentProbabilities, post: ReadablePost): Decision {
  const isBuyer = probabilities.buying >= LEAST.buying && !seeksNoProduct(post);
  const name = likeliest(isBuyer ? INTENTS : NOT_BUYING, probabilities);
  const probability = probabilities[name];
  const least = isHeadlineOnly(post) ? LEAST.headline : LEAST.other;
  return name === 'none' || probability < least ? NO_INTENT : { intent: name, probability };
}

const NOT_BUYING = INTENTS.filter((name) => name !== 'buying');

/** Returns the most likely name; ties go to the first. */
export function likeliest<Name extends string>(
  names: readonly Name[],
  probabilities: Readonly<Record<Name, number>>,
): Name {
  return names.reduce((best, name) => (probabilities[name] > probabilities[best] ? name : best));
}

function seeksNoProduct({ fields }: ReadablePost): boolean {
  return fields.some(({ text }) => text.search(NO_PRODUCT) !== -1);
}
