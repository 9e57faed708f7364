/** What a sentence does: asks for something to be done, asks a question, or says something. */
export type Kind = 'come' | 'look' | 'try' | 'question' | 'statement';

/** How a tone speaks. */
export interface Tone {
  /** Words in the order in which they are changed. */
  readonly words: readonly (readonly [RegExp, string])[];
  /** Clause that a text may end with, by what its last sentence does. */
  readonly closings: Readonly<Partial<Record<Kind, string>>>;
  /** How a subject is brought up; `*` is the subject. */
  readonly lead: string;
  /** Mark in place of a full stop at the very end. */
  readonly mark?: '!';
}

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/\bcan't\b/gi, 'cannot'],
  [/\bwon't\b/gi, 'will not'],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|should|could)n't\b/gi, '$1 not'],
  [/\b(we|you|they)'re\b/gi, '$1 are'],
  [/\b(we|you|they|i)'ll\b/gi, '$1 will'],
  [/\b(hey|hi) (all|guys|folks|everyone)\b/gi, 'hello everyone'],
  [/\b(guys|folks)\b/gi, 'everyone'],
  [/\bgonna\b/gi, 'going to'],
  [/\bwanna\b/gi, 'want to'],
  [/\b(awesome|super cool|cool)\b/gi, 'excellent'],
  [/\bstuff\b/gi, 'material'],
];
const LOOSE: readonly (readonly [RegExp, string])[] = [
  [/\bcannot\b/gi, "can't"],
  [/\b(do|does|did|is|are|was|were|have|has|would|should|could) not\b/gi, "$1n't"],
  [/\b(we|you|they) are\b/gi, "$1're"],
  [/\bpurchase\b/gi, 'grab'],
  [/\bregister\b/gi, 'sign up'],
  [/\bassistance\b/gi, 'help'],
  [/\butili[sz]e\b/gi, 'use'],
  [/\badditional\b/gi, 'more'],
];
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\b(very|really|just|actually|basically|quite|simply|literally)\s+/gi, ''],
  [/\bin order to\b/gi, 'to'],
  [/\b(due to the fact that|because of the fact that)\b/gi, 'because'],
  [/\bat this point in time\b/gi, 'now'],
  [/\ba (large|great) number of\b/gi, 'many'],
  [/\b(we are|i am) (pleased|happy|excited|thrilled|proud) to announce( that)?\s+/gi, ''],
  [/\bplease note that\s+/gi, ''],
];
/** Without an object one grabs one's own. */
const GRAB: readonly (readonly [RegExp, string])[] = [
  [/\b(buy|order|purchase)(?=\s+(now|today)\b|[.!]*\s*$)/gi, 'grab yours'],
  [/\b(buy|order|purchase)\b/gi, 'grab'],
];

/** The tones that rules know. */
export const TONES: Readonly<Record<string, Tone>> = {
  friendly: {
    words: [
      ...GRAB,
      [/\b(right now|immediately|now)\b/gi, 'today'],
      [/\bcustomers\b/gi, 'friends'],
      [/\b(must|have to)\b/gi, 'can'],
      ...LOOSE,
    ],
    closings: {
      come: 'we would love to have you',
      look: 'we would love to hear what you think',
      try: 'we would love to know how you get on',
      question: 'we are curious',
      statement: 'and we are glad to share it with you',
    },
    lead: 'Something we are glad to share: *',
  },
  professional: {
    words: [...PLAIN, [/\bbuy\b/gi, 'purchase'], [/\bnow\b/gi, 'at your earliest convenience'], [/!+/g, '.']],
    closings: { come: 'we look forward to welcoming you', look: 'we welcome your feedback' },
    lead: 'We would like to draw your attention to *',
  },
  casual: {
    words: [...LOOSE, ...GRAB, [/\bhello\b/gi, 'hey'], [/\bvery\b/gi, 'super']],
    closings: { come: 'come on in', look: 'tell us what you reckon', try: 'see how it goes' },
    lead: 'So, *',
  },
  enthusiastic: {
    words: [...LOOSE, [/\bgood\b/gi, 'fantastic'], [/\bnice\b/gi, 'wonderful'], [/\bnow\b/gi, 'right now']],
    closings: {
      come: 'we cannot wait to see you',
      look: 'we cannot wait to hear from you',
      try: 'you will love it',
      statement: 'and we could not be happier about it',
    },
    lead: 'We are so excited about *',
    mark: '!',
  },
  confident: {
    words: [
      ...SHORT,
      [/\b(we|i) (think|believe|feel)( that)?\s+/gi, ''],
      [/\b(may|might|could)\b/gi, 'will'],
    ],
    closings: { come: 'you will not regret it', look: 'judge for yourself', try: 'see the difference' },
    lead: 'Make no mistake: *',
  },
  empathetic: {
    words: [
      ...LOOSE,
      [/\b(must|have to)\b/gi, 'may'],
      [/\bproblem\b/gi, 'worry'],
      [/\bnow\b/gi, 'when you are ready'],
    ],
    closings: { come: 'we are here for you', look: 'take your time', try: 'at your own pace' },
    lead: 'We know how much this matters: *',
  },
  playful: {
    words: [...LOOSE, ...GRAB, [/\bnow\b/gi, 'before your coffee gets cold']],
    closings: {
      come: 'no dress code',
      look: 'no spoilers',
      try: 'fair warning: it is fun',
      statement: 'just saying',
    },
    lead: 'Plot twist: *',
  },
  concise: { words: SHORT, closings: {}, lead: '*' },
};

const ALSO: Readonly<Record<string, string>> = {
  warm: 'friendly',
  welcoming: 'friendly',
  kind: 'friendly',
  formal: 'professional',
  corporate: 'professional',
  serious: 'professional',
  authoritative: 'confident',
  bold: 'confident',
  persuasive: 'confident',
  direct: 'concise',
  short: 'concise',
  clear: 'concise',
  relaxed: 'casual',
  conversational: 'casual',
  informal: 'casual',
  excited: 'enthusiastic',
  energetic: 'enthusiastic',
  inspirational: 'enthusiastic',
  caring: 'empathetic',
  supportive: 'empathetic',
  witty: 'playful',
  funny: 'playful',
  humorous: 'playful',
  humourous: 'playful',
  fun: 'playful',
};

/** A tone that says nothing of its own: for names that no rule knows. */
const NEUTRAL: Tone = { words: [], closings: {}, lead: '*' };

/** The first of these names that rules know, also within words (`very friendly`). */
export function toneOf(names: readonly string[]): Tone {
  for (const name of names)
    for (const word of name.toLowerCase().match(/\p{L}+/gu) ?? []) {
      const key = Object.hasOwn(ALSO, word) ? ALSO[word]! : word;
      if (Object.hasOwn(TONES, key)) return TONES[key]!;
    }
  return NEUTRAL;
}

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['question', /\?\s*$/],
  [
    'come',
    /\b(buy|order|purchase|join|visit|come|book|shop|register|sign up|subscribe|reserve|get yours?|grab)\b/i,
  ],
  ['look', /\b(read|watch|listen|see|check out|learn|discover|have a look|look at)\b/i],
  ['try', /\b(try|download|install|start|test|use)\b/i],
];

/** What a sentence does; it asks for something only where it begins with it, or after a comma or `and`. */
export function kindOf(sentence: string): Kind {
  const found = KINDS.find(([kind, words]) =>
    kind === 'question'
      ? words.test(sentence)
      : new RegExp(`(^|,|\\band\\b|\\bplease\\b)\\s*(just |now |today )?${words.source}`, 'i').test(
          sentence.trim(),
        ),
  );
  return found?.[0] ?? 'statement';
}
