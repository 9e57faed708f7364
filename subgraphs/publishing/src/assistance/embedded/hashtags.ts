import { keyPhrases, wordsOf } from '@tributary/kit/text';
import type { Persona } from '../../persona/index.ts';
import type { Answers, Inputs } from '../operations.ts';
import { spansOf } from '../protected-spans.ts';

const LONGEST = 40;

/**
 * Suggests hashtags: those already in the text, then persona topics that it mentions, then its key
 * phrases.
 */
export function hashtags({ text, count }: Inputs['hashtags'], persona: Persona): Answers['hashtags'] {
  const words = ` ${wordsOf(text).join(' ')} `;
  const named = persona.topics.filter((topic) => {
    const phrase = wordsOf(topic).join(' ');
    return phrase !== '' && words.includes(` ${phrase} `);
  });
  const tagOf = tagWriter(text);
  const candidates = [...ownHashtags(text), ...[...named, ...keyPhrases(withoutSpans(text))].map(tagOf)];
  const found = new Map<string, string>();
  for (const tag of candidates)
    if (/\p{L}/u.test(tag) && tag.length <= LONGEST && !found.has(tag.toLowerCase()))
      found.set(tag.toLowerCase(), tag);
  return { hashtags: [...found.values()].slice(0, count) };
}

/** Returns the hashtags already in a text, as written. */
export function ownHashtags(text: string): string[] {
  return spansOf(text)
    .filter(({ kind, text: tag }) => kind === 'hashtag' && tag.startsWith('#'))
    .map(({ text: tag }) => tag);
}

/**
 * Replaces addresses, handles, code and hashtags by line breaks, so that no phrase contains a part
 * of one or the words on both sides of it.
 */
function withoutSpans(text: string): string {
  return spansOf(text)
    .filter(({ kind }) => kind !== 'name' && kind !== 'number')
    .reduceRight((rest, { start, end }) => `${rest.slice(0, start)}\n${rest.slice(end)}`, text);
}

/**
 * Returns a function that joins a phrase into one word. Capitals beyond a word's first letter stay
 * as in the text: `iPhone`.
 */
function tagWriter(text: string): (phrase: string) => string {
  const spelled = new Map(
    (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
      .filter((word) => /.\p{Lu}/u.test(word))
      .map((word) => [word.toLowerCase(), word]),
  );
  return (phrase) => {
    const words = phrase.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    return `#${words
      .map((word) => spelled.get(word.toLowerCase()) ?? word.charAt(0).toUpperCase() + word.slice(1))
      .join('')}`;
  };
}
