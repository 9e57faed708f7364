/** A replacement that changes the register of a text and not its meaning. */
export type WordRule = readonly [pattern: RegExp, replacement: string];

/** The rules of a tone. */
export interface Tone {
  /** Applied in order to each sentence. */
  readonly words: readonly WordRule[];
  /** Rules for a text that only asks people to buy or book, and its closing clause. */
  readonly offer?: { readonly words: readonly WordRule[]; readonly closing: string };
}

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

/**
 * Only what rules do well. Other tones take writing: replacing contractions alone changed modal
 * verbs and made no text professional or casual.
 */
const TONES = {
  friendly: { words: [], offer: OFFER },
  concise: { words: FILLERS },
} as const satisfies Readonly<Record<string, Tone>>;

const SYNONYMS: Readonly<Record<string, keyof typeof TONES>> = {
  warm: 'friendly',
  welcoming: 'friendly',
  short: 'concise',
  brief: 'concise',
};

/** Finds a tone by its exact name or a synonym; null if it needs a model. */
export function toneOf(name: string): Tone | null {
  const key = name.trim().toLowerCase();
  const own = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key]! : key;
  return Object.hasOwn(TONES, own) ? TONES[own as keyof typeof TONES] : null;
}
