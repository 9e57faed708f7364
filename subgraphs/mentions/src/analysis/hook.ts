import { LONGEST_SENTENCE, type ReadText } from './reading/index.ts';

/** Patterns of attention-grabbing openings. */
const CATCHES = [
  /^(?:nobody|no one) (?:tells|told|talks|is talking|knows|warns)/i,
  /^(?:here(?:'s| is)|this is) (?:why|how|what|the (?:one|real|only|truth))/i,
  /^(?:stop|never|don'?t ever|pov:?|psa:?|breaking:?|unpopular opinion|hot take|confession|story ?time|imagine|guess what|plot twist|fun fact|wait till|wait until)\b/i,
  /^(?:did you know|have you ever|what if|ever wonder(?:ed)?|why (?:is|does|do|are) (?:nobody|no one|everyone))/i,
  /^(?:the (?:secret|truth|problem|real reason)|\d+ (?:things|ways|reasons|tips|signs|mistakes|lessons))\b/i,
  /^(?:i can'?t believe|you won'?t believe|you need to|you'?re (?:missing out|doing it wrong)|if you (?:love|like|hate|are|have))/i,
];

/** Returns the opening sentence if it is an attention-grabber; otherwise null. */
export function hookOf({ sentences }: ReadText): string | null {
  const opening = sentences[0]?.text ?? '';
  if (opening.length > LONGEST_SENTENCE) return null;
  return CATCHES.some((catches) => catches.test(opening)) ? opening : null;
}
