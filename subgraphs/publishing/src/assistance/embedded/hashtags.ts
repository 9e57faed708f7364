import type { Persona } from '../../persona/persona.ts';
import type { Answers, Inputs } from '../operations.ts';
import { keyPhrases } from './phrases.ts';

const LONGEST = 40;
const OWN = /#[\p{L}\p{N}_]+/gu;

/** The text's own hashtags, then those of the persona's topics that it names, then its key phrases, as one word each. */
export function hashtags({ text, count }: Inputs['hashtags'], persona: Persona): Answers['hashtags'] {
  const lower = text.toLowerCase();
  const named = persona.topics.filter((topic) => lower.includes(topic.toLowerCase()));
  const candidates = [...(text.match(OWN) ?? []), ...[...named, ...keyPhrases(text)].map(tagOf)];
  const found = new Map<string, string>();
  for (const tag of candidates)
    if (/\p{L}/u.test(tag) && tag.length <= LONGEST && !found.has(tag.toLowerCase()))
      found.set(tag.toLowerCase(), tag);
  return { hashtags: [...found.values()].slice(0, count) };
}

function tagOf(phrase: string): string {
  const words = phrase.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return `#${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}
