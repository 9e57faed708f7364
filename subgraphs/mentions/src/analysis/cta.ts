import { LONGEST_SENTENCE, type ReadText } from './reading/index.ts';

/** Patterns of sentences that call the reader to action. */
const CALLS = [
  /\b(?:link in (?:my |the )?bio|swipe up|tap the link|click (?:the link|here|below)|see link)\b/i,
  /^(?:please )?(?:follow|subscribe|share|like and|retweet|rt|comment|tag|save|join|sign up|register|download|visit|shop|order|buy|book|try|check (?:it |this )?out|head (?:over )?to|use (?:my )?code|dm|message|call|vote|apply|learn more|read more|watch|let me know|let us know|tell me)\b/i,
  /\b(?:use (?:my |the )?code [A-Z0-9]{3,}|don'?t forget to|make sure (?:to|you)|leave a comment|let (?:me|us) know in|drop a comment|sign up (?:at|for|now|today)|subscribe to (?:my|our|the))\b/i,
];

/** Returns the last sentence that calls the reader to action; null if there is none. */
export function ctaOf({ sentences }: ReadText): string | null {
  const found = sentences.findLast(
    ({ text, isQuestion }) =>
      !isQuestion && text.length <= LONGEST_SENTENCE && CALLS.some((calls) => calls.test(text)),
  );
  return found?.text ?? null;
}
