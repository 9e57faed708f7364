import type { Persona } from '../../persona/persona.ts';
import { graphemeLength } from '../../publishers/lengths.ts';
import type { Answers, Inputs, Place } from '../operations.ts';
import { hashtags } from './hashtags.ts';
import { capitalised, cut, inWords, sentencesOf } from './text.ts';
import { kindOf } from './tones.ts';

/** What a rule works on. */
interface Matter {
  readonly place: Place | null;
  readonly persona: Persona;
}

/** One thing that keeps a post from reaching people. */
interface Rule {
  readonly name: string;
  /** What it takes of 100. */
  readonly weight: number;
  /** In words for a person; null when there is nothing to find. */
  find(text: string, matter: Matter): string | null;
  /** The text without it, where a rule can do that. */
  mend?(text: string, matter: Matter): string;
}

const TAG = /#[\p{L}\p{N}_]+/gu;
const SHOUTED = /\b\p{Lu}{4,}\b/gu;
/** Once somebody shouts, short words do as well. */
const CAPITALS = /\b\p{Lu}{2,}\b/gu;
const MOST_TAGS = 3;
const HOOK = 120;
const LONG_SENTENCE = 200;
const BLOCK = 320;

/** The heaviest first, which is also the order in which they mend. */
const RULES: readonly Rule[] = [
  {
    name: 'too long',
    weight: 30,
    find: (text, { place }) =>
      place && place.count(text) > place.length
        ? `It has ${place.count(text)} characters, and ${place.platform} takes ${place.length}.`
        : null,
    mend: (text, { place }) => cut(text, place!.length, (each) => place!.count(each)),
  },
  {
    name: 'shouting',
    weight: 15,
    find: (text) => {
      const words = text.match(SHOUTED) ?? [];
      return words.length > 2 ? `${words.length} words are in capitals: it reads as shouting.` : null;
    },
    mend: (text) =>
      capitalised(inWords(text, (part) => part.replace(CAPITALS, (word) => word.toLowerCase()))),
  },
  {
    name: 'no invitation',
    weight: 15,
    find: (text) =>
      sentencesOf(text).every((sentence) => kindOf(sentence) === 'statement')
        ? 'Nobody is asked for anything: end with a question or say what to do next.'
        : null,
  },
  {
    name: 'slow beginning',
    weight: 12,
    find: (text) => {
      const length = graphemeLength(sentencesOf(text)[0]?.trim() ?? '');
      return length > HOOK
        ? `The first sentence has ${length} characters: say what matters within ${HOOK}.`
        : null;
    },
  },
  {
    name: 'no hashtag',
    weight: 10,
    find: (text) => (text.match(TAG) ? null : 'It has no hashtag to be found by.'),
    mend: (text, { persona }) =>
      [text, hashtags({ text, count: 2 }, persona).hashtags.join(' ')].filter(Boolean).join('\n\n'),
  },
  {
    name: 'many hashtags',
    weight: 10,
    find: (text) => {
      const many = text.match(TAG)?.length ?? 0;
      return many > MOST_TAGS ? `${many} hashtags look like spam: keep the best ${MOST_TAGS}.` : null;
    },
    mend: (text) => {
      let kept = 0;
      return text
        .replace(TAG, (tag) => {
          kept += 1;
          return kept > MOST_TAGS ? '' : tag;
        })
        .replace(/[ \t]{2,}/g, ' ')
        .trim();
    },
  },
  {
    name: 'long sentence',
    weight: 8,
    find: (text) => {
      const longest = Math.max(...sentencesOf(text).map((sentence) => graphemeLength(sentence.trim())));
      return longest > LONG_SENTENCE ? `A sentence has ${longest} characters: make two of it.` : null;
    },
  },
  {
    name: 'one block',
    weight: 6,
    find: (text) =>
      graphemeLength(text) > BLOCK && !text.includes('\n')
        ? 'It is one block of text: paragraphs are easier to read.'
        : null,
    mend: (text) =>
      sentencesOf(text)
        .map((sentence, index) => (index % 2 === 1 ? `${sentence.trimEnd()}\n\n` : sentence))
        .join('')
        .trim(),
  },
  {
    name: 'many marks',
    weight: 5,
    find: (text) => (/[!?]{2,}/.test(text) ? 'One exclamation or question mark is enough.' : null),
    mend: (text) => text.replace(/([!?])[!?]+/g, '$1'),
  },
  {
    name: 'small beginning',
    weight: 3,
    find: (text) => (capitalised(text) === text ? null : 'It begins with a small letter.'),
    mend: capitalised,
  },
];

/** The text with what rules can mend, its score as it came, and what they found, each by its name. */
export function optimise({ text, place }: Inputs['optimise'], persona: Persona): Answers['optimise'] {
  const matter = { place, persona };
  const whole = text.trim();
  const found = RULES.flatMap((rule) => {
    const message = rule.find(whole, matter);
    return message === null ? [] : [{ rule, message }];
  });
  let better = whole;
  for (const { rule } of found) {
    const mended = rule.mend?.(better, matter) ?? better;
    if (!place || place.count(mended) <= place.length) better = mended;
  }
  return {
    text: better,
    score: Math.max(0, 100 - found.reduce((sum, { rule }) => sum + rule.weight, 0)),
    suggestions: found.map(({ rule, message }) => `${capitalised(rule.name)}: ${message}`),
  };
}
