import { keyPhrases } from '@tributary/kit/text';
import { graphemeLength } from '@tributary/platforms';
import type { Persona } from '../../persona/index.ts';
import type { Answers, Inputs, Place } from '../operations.ts';
import { keepingSpans, mask, POINTERS, spansOf } from '../protected-spans.ts';
import { hashtags, ownHashtags } from './hashtags.ts';
import { rewriteByRules } from './rewrite.ts';
import { kindOf } from './sentence-kind.ts';
import { capitalised, cut, sentencesOf } from './text.ts';

/** Context of a rule besides the text. */
interface Surroundings {
  readonly place: Place | null;
  readonly persona: Persona;
}

/** A rule that finds a flaw which reduces the reach of a post. */
interface Rule {
  readonly name: string;
  /** Points deducted from 100. */
  readonly weight: number;
  /** Returns a description of the flaw for users; null if the text does not have it. */
  find(text: string, surroundings: Surroundings): string | null;
  /** Removes the flaw if that needs no writing. Protected spans stay unchanged. */
  mend?(text: string, surroundings: Surroundings): string;
}

const SHOUTED = /(?<![\p{L}\p{N}])\p{Lu}{4,}(?![\p{L}\p{N}])/gu;
const MOST_TAGS = 3;
const FEWEST_WORDS = 4;
const HOOK = 120;
const LONG_SENTENCE = 200;
const BLOCK = 320;

/** Heaviest first; fixes apply in this order. */
const RULES: readonly Rule[] = [
  {
    name: 'too little said',
    weight: 40,
    find: (text) => {
      const words = mask(text).text.match(/\p{L}[\p{L}\p{M}'’-]*/gu)?.length ?? 0;
      return words < FEWEST_WORDS
        ? `It has ${words} ${words === 1 ? 'word' : 'words'}: say what it is about and why it matters.`
        : null;
    },
  },
  {
    name: 'too long',
    weight: 30,
    find: (text, { place }) =>
      place && place.count(text) > place.length
        ? `It has ${place.count(text)} characters, but ${place.platform} accepts ${place.length}: leave something out, or make a thread of it.`
        : null,
    mend: (text, { place }) => shortened(text, place!),
  },
  {
    name: 'no subject',
    weight: 20,
    find: (text) =>
      keyPhrases(text).length === 0 && spansOf(text).every(({ kind }) => kind !== 'hashtag')
        ? 'No word names a subject: say what the post offers or reports.'
        : null,
  },
  {
    name: 'shouting',
    weight: 15,
    find: (text) => {
      const words = mask(text).text.match(SHOUTED) ?? [];
      return words.length > 2 ? `${words.length} words are in capitals: it reads as shouting.` : null;
    },
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
    find: (text) => (ownHashtags(text).length > 0 ? null : 'It has no hashtag to be found by.'),
    mend: (text, { persona }) =>
      [text, hashtags({ text, count: 2 }, persona).hashtags.join(' ')].filter(Boolean).join('\n\n'),
  },
  {
    name: 'many hashtags',
    weight: 10,
    find: (text) => {
      const many = ownHashtags(text).length;
      return many > MOST_TAGS ? `${many} hashtags look like spam: keep the best ${MOST_TAGS}.` : null;
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
      keepingSpans(text, (masked) =>
        sentencesOf(masked)
          .map((sentence, index) => (index % 2 === 1 ? `${sentence.trimEnd()}\n\n` : sentence))
          .join('')
          .trim(),
      ),
  },
  {
    name: 'many marks',
    weight: 5,
    find: (text) => (MARKS.test(mask(text).text) ? 'One exclamation or question mark is enough.' : null),
    mend: (text) => keepingSpans(text, (masked) => masked.replace(new RegExp(MARKS, 'gu'), '$1')),
  },
  {
    name: 'small beginning',
    weight: 3,
    // Not fixed: the word may be a name, such as "adidas".
    find: (text) => (keepingSpans(text, capitalised) === text ? null : 'It begins with a small letter.'),
  },
];

/**
 * Shortens a text to the platform's limit: first without fillers, then without sentences that state
 * no fact, and only then by cutting it.
 */
function shortened(text: string, place: Place): string {
  const brief = rewriteByRules(text, 'concise') ?? text;
  const { text: masked, unmask } = mask(brief);
  const sentences = sentencesOf(masked);
  const whole = () => unmask(sentences.join('')).trim();
  for (let at = sentences.length - 1; at > 0 && place.count(whole()) > place.length; at--)
    if (!FACT.test(sentences[at]!)) sentences.splice(at, 1);
  return place.count(whole()) <= place.length ? whole() : cutToFit(brief, place);
}

/** A protected span, a name, a modal verb, a negation or a call to do something. */
const FACT =
  /\p{Co}|(?<=\S.*)\p{Lu}|\b(?:[Cc]an|could|may|might|[Mm]ust|shall|should|will|would|ought|[Nn]ot|[Nn]ever|[Nn]o|none|only|free)\b|n['’]t\b|\?/u;

/**
 * Cuts a text to the platform's limit. Addresses, handles and code from the removed part follow the
 * ellipsis, unless they do not fit.
 */
function cutToFit(text: string, place: Place): string {
  const { length } = place;
  const count = (each: string) => place.count(each);
  const pointers = spansOf(text).filter(({ kind }) => POINTERS.includes(kind));
  let beginning = cut(text, length, count);
  for (let lost = 0; ; ) {
    const end = beginning.length - '…'.length;
    const tail = pointers.filter((span) => span.end > end).map((span) => span.text);
    if (tail.length === lost) return [beginning, ...tail].join(' ');
    lost = tail.length;
    beginning = cut(text, length, (each) => count([each, ...tail].join(' ')));
    if (beginning === '') return cut(text, length, count);
  }
}

/** Repeated marks, except directly after a span, to which they may belong. */
const MARKS = /(?<!\p{Co})([!?])[!?]+/u;

/**
 * Returns the flaws that the rules find, a score of 100 minus their weights, and the text with
 * those flaws removed that need no writing.
 */
export function optimise({ text, place }: Inputs['optimise'], persona: Persona): Answers['optimise'] {
  const surroundings = { place, persona };
  const whole = text.trim();
  const found = RULES.flatMap((rule) => {
    const message = rule.find(whole, surroundings);
    return message === null ? [] : [{ rule, message }];
  });
  let better = whole;
  for (const { rule } of found) {
    const mended = rule.mend?.(better, surroundings) ?? better;
    if (!place || place.count(mended) <= place.length) better = mended;
  }
  return {
    text: better,
    score: Math.max(0, 100 - found.reduce((sum, { rule }) => sum + rule.weight, 0)),
    suggestions: found.map(({ rule, message }) => `${capitalised(rule.name)}: ${message}`),
  };
}
