import type { ReadText } from './reading/index.ts';

const JOKES = /\b(?:lol|lmao|rofl|haha+|hehe+)\b|😂|🤣|😆|💀/i;
const ANGRY =
  /\b(?:wtf|ffs|damn|hell|stupid|idiots?|pathetic|disgusting|hate|furious|outrageous)\b|😡|🤬|!{3,}/i;
const EXCITED =
  /\b(?:amazing|awesome|incredible|love (?:it|this|you)|so excited|can'?t wait|best ever|omg|yay|obsessed)\b|😍|🤩|🎉|🔥|!{2,}/i;
const GRATEFUL = /\b(?:thank(?:s| you)|thx|grateful|appreciate[ds]?)\b|🙏/i;
const CASUAL =
  /\b(?:gonna|wanna|gotta|kinda|sorta|dunno|ain'?t|y'?all|ya|yeah|yep|nope|dude|bro|tbh|imo|idk|btw|cuz|u|ur|nobody tells you)\b|['’](?:re|m|ve|ll|d)\b|n['’]t\b/i;
const FORMAL =
  /\b(?:therefore|furthermore|moreover|however|consequently|regarding|pursuant|hereby|in accordance|according to|we are pleased to|findings|analysis)\b/i;

/** Returns the tone of a text; null if there is no evidence of one. */
export function toneOf({ text }: ReadText): string | null {
  if (JOKES.test(text)) return 'humorous';
  if (ANGRY.test(text)) return 'angry';
  if (EXCITED.test(text)) return 'enthusiastic';
  if (GRATEFUL.test(text)) return 'grateful';
  if (FORMAL.test(text)) return 'formal';
  return CASUAL.test(text) ? 'casual' : null;
}
