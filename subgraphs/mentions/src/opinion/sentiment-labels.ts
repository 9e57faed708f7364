import type { Sentiment } from './sentiment-opinion.ts';

/** What classifiers call the sentiments, in lower case. */
const NAMES: Readonly<Record<string, Sentiment>> = {
  negative: 'negative',
  neg: 'negative',
  neutral: 'neutral',
  neu: 'neutral',
  positive: 'positive',
  pos: 'positive',
};

/** Ratings of one to five stars. */
const STARS: readonly Sentiment[] = ['negative', 'negative', 'neutral', 'positive', 'positive'];

/**
 * Returns the sentiment that each label of a classifier means. Throws an Error that names the
 * variable if a label is none, or if the labels cannot tell negative from positive.
 */
export function readSentiments(labels: readonly string[]): Sentiment[] {
  const sentiments = labels.map(sentimentOf);
  const unknown = labels.filter((_, place) => sentiments[place] === undefined);
  if (unknown.length > 0) throw unusable(`has the labels ${unknown.join(', ')}, which are no sentiments`);
  if (!sentiments.includes('negative') || !sentiments.includes('positive'))
    throw unusable(`has the labels ${labels.join(', ')}, which are not at least negative and positive`);
  return sentiments as Sentiment[];
}

function sentimentOf(label: string): Sentiment | undefined {
  const name = label.trim().toLowerCase();
  const stars = /^([1-5]) stars?$/.exec(name);
  return stars ? STARS[Number(stars[1]) - 1] : NAMES[name.replace(/^(very|extremely)[ _-]/, '')];
}

function unusable(why: string): Error {
  return new Error(
    `ANALYSIS_MODEL_DIR: the classifier ${why}. Expected in \`id2label\` of config.json: negative, neutral and positive, also with "very", or "1 star" to "5 stars".`,
  );
}
