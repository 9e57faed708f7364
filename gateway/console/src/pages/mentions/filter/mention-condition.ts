import { inWords, platformName } from '../../../ui/words.ts';

/** One condition of the filter, as the address holds it. */
export interface Condition {
  readonly type: ConditionType;
  readonly operator: string;
  /** Values are separated by commas, the ends of a range by `..`. */
  readonly value: string;
}

/** What a condition is about, and how its value is entered. */
interface ConditionKind {
  readonly name: string;
  /** Operators by their names in the JSON of the API, with what they mean. */
  readonly operators: Readonly<Record<string, string>>;
  /** Values to choose from; a text is entered if absent. */
  readonly choices?: readonly string[];
  readonly hint?: string;
}

const ANY = { any_of: 'is any of' };
const MANY = 'Several with commas between them';
const METRIC = {
  greater_than: 'is more than',
  less_than: 'is less than',
  in_range: 'is between',
  changed_by: 'changed by at least, in %',
};
const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'];
const SOURCES = 'bluesky facebook hackernews instagram linkedin mastodon reddit tiktok x youtube'.split(' ');

export const CONDITIONS = {
  keyword: {
    name: 'Keyword',
    operators: { is: 'is in the text', is_not: 'is not in the text' },
    hint: 'At most two words',
  },
  sentiment: { name: 'Sentiment', operators: ANY, choices: ['positive', 'neutral', 'negative'] },
  dominant_emotion: { name: 'Emotion', operators: ANY, choices: EMOTIONS },
  source: { name: 'Platform', operators: ANY, choices: SOURCES },
  mentioned_brands: {
    name: 'Brand',
    operators: { any_of: 'is any of', equals: 'is exactly', contains: 'contains' },
    hint: MANY,
  },
  content_topic: { name: 'Topic', operators: ANY, hint: MANY },
  content_intention: { name: 'Intention', operators: ANY, hint: MANY },
  tone_of_voice: { name: 'Tone', operators: ANY, hint: MANY },
  hook: { name: 'Hook', operators: ANY, hint: MANY },
  cta: { name: 'Call to action', operators: ANY, hint: MANY },
  country_code: { name: 'Country', operators: ANY, hint: 'Codes such as US, GB' },
  has_media: { name: 'Picture or video', operators: { is: 'is' }, choices: ['present', 'absent'] },
  likes: { name: 'Likes', operators: METRIC, hint: '100, or 100..500 for a range' },
  views: { name: 'Views', operators: METRIC, hint: '100, or 100..500 for a range' },
  comments: { name: 'Comments', operators: METRIC, hint: '100, or 100..500 for a range' },
  engagement_rate: { name: 'Engagement rate', operators: METRIC, hint: '0.02, or 0.02..0.1 for a range' },
} as const satisfies Readonly<Record<string, ConditionKind>>;

export type ConditionType = keyof typeof CONDITIONS;

/** Returns what a condition of a type is about. */
export function kindOf(type: ConditionType): ConditionKind {
  return CONDITIONS[type];
}

/** Returns a condition of a type that has no value yet. */
export function emptyCondition(type: ConditionType): Condition {
  const { operators, choices } = kindOf(type);
  return { type, operator: Object.keys(operators)[0]!, value: choices?.[0] ?? '' };
}

/** Returns a choice of a condition in words. */
export function choiceName(type: ConditionType, choice: string): string {
  return type === 'source' ? platformName(choice.toUpperCase()) : inWords(choice);
}

/** Returns the values of a condition. */
export function valuesIn({ value }: Condition): string[] {
  return value
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

/** Returns the ends of a range, or the one number; an empty list if they are no numbers. */
export function numbersIn({ value }: Condition): number[] {
  const numbers = value.split('..').map((end) => (end.trim() ? Number(end) : Number.NaN));
  return numbers.some(Number.isNaN) ? [] : numbers;
}

/** Returns whether a condition can be sent. */
export function isComplete(condition: Condition): boolean {
  if (!isMetric(condition.type)) return valuesIn(condition).length > 0;
  return numbersIn(condition).length === (condition.operator === 'in_range' ? 2 : 1);
}

/** Returns whether a condition compares numbers. */
export function isMetric(type: ConditionType): boolean {
  return kindOf(type).operators === METRIC;
}
