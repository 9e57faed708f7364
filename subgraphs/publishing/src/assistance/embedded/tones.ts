/** A replacement that changes the register of a text and not its meaning. */
export type WordRule = readonly [pattern: RegExp, replacement: string | ((...groups: string[]) => string)];

/** The rules of a tone. */
export interface Tone {
  /** Applied in order to each sentence. */
  readonly words: readonly WordRule[];
  /** Rules for a text that only asks people to buy or book, and its closing clause. */
  readonly offer?: { readonly words: readonly WordRule[]; readonly closing: string };
}

/**
 * A subject that follows a contraction makes it a question: `Don't you` has no long form in this
 * order.
 */
const SUBJECT = '(?!\\s+(?:i|you|he|she|it|we|they|there|this|that|these|those|anyone|everyone)\\b)';
const APOSTROPHE = "['’]";

const LONG_FORMS: readonly WordRule[] = [
  [new RegExp(`\\bcan${APOSTROPHE}t\\b${SUBJECT}`, 'gi'), 'cannot'],
  [new RegExp(`\\bwon${APOSTROPHE}t\\b${SUBJECT}`, 'gi'), 'will not'],
  [
    new RegExp(
      `\\b(do|does|did|is|are|was|were|have|has|had|would|should|could)n${APOSTROPHE}t\\b${SUBJECT}`,
      'gi',
    ),
    '$1 not',
  ],
  [new RegExp(`\\b(we|you|they)${APOSTROPHE}re\\b`, 'gi'), '$1 are'],
  [new RegExp(`\\b(we|you|they|i)${APOSTROPHE}ll\\b`, 'gi'), '$1 will'],
  [new RegExp(`\\b(we|you|they|i)${APOSTROPHE}ve\\b`, 'gi'), '$1 have'],
  [new RegExp(`\\bi${APOSTROPHE}m\\b`, 'gi'), 'I am'],
  [/\bgonna\b/gi, 'going to'],
  [/\bwanna\b/gi, 'want to'],
  [/\b(hey|hi) (all|guys|folks|everyone)\b/gi, 'hello everyone'],
];

const SHORT_FORMS: readonly WordRule[] = [
  [/\bcannot\b/gi, "can't"],
  [/\bwill not\b/gi, "won't"],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|should|could) not\b/gi, "$1n't"],
  // Only at the beginning of a sentence; at its end (`Here we are.`) there is no contraction.
  [/^(we|you|they) are(?=\s+\p{L})/giu, "$1're"],
  [/^(we|you|they|i) will(?=\s+\p{L})/giu, "$1'll"],
];

/** Filler words. `not very` is excluded, because removing `very` would change the meaning. */
const FILLERS: readonly WordRule[] = [
  [/(?<!\b(?:not|never)\s|n['’]t\s)\b(?:very|really|actually|basically|simply|literally)\s+(?=\p{L})/giu, ''],
  [/\bin order to\b/gi, 'to'],
  [/\b(?:due to|because of) the fact that\b/gi, 'because'],
  [/\bat this point in time\b/gi, 'now'],
  [/\ba (?:large|great) number of\b/gi, 'many'],
  [/\b(?:we are|i am) (?:pleased|happy|excited|thrilled|proud) to announce (?:that )?/gi, ''],
  [/\bplease note that\s+/gi, ''],
];

const OFFER: Tone['offer'] = {
  words: [
    [/\b(?:right now|immediately|now)\b/gi, 'today'],
    // Without an object, "grab" needs "yours".
    [/\b(?:buy|order|purchase)(?=\s+today\b|[.!]*\s*$)/gi, 'grab yours'],
    [/\b(?:buy|purchase)\b/gi, 'grab'],
  ],
  closing: 'we would love to have you',
};

const TONES = {
  friendly: { words: SHORT_FORMS, offer: OFFER },
  casual: { words: SHORT_FORMS },
  professional: { words: LONG_FORMS },
  concise: { words: FILLERS },
} as const satisfies Readonly<Record<string, Tone>>;

const SYNONYMS: Readonly<Record<string, keyof typeof TONES>> = {
  warm: 'friendly',
  welcoming: 'friendly',
  relaxed: 'casual',
  informal: 'casual',
  conversational: 'casual',
  formal: 'professional',
  corporate: 'professional',
  short: 'concise',
  brief: 'concise',
};

/** Tones with rules, listed in the error for an unknown tone. */
export const TONE_NAMES: readonly string[] = Object.keys(TONES);

/** Finds a tone by its exact name or a synonym; null if it needs a model. */
export function toneOf(name: string): Tone | null {
  const key = name.trim().toLowerCase();
  const own = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key]! : key;
  return Object.hasOwn(TONES, own) ? TONES[own as keyof typeof TONES] : null;
}
