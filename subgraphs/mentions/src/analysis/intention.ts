import type { ReadText } from './reading/index.ts';

/** Rules: an intention and the words that reveal it. The first match decides. */
const RULES: readonly (readonly [intention: string, words: RegExp])[] = [
  [
    'promote',
    /\b(?:link in (?:my )?bio|use (?:my )?code|discount code|promo code|\d+ ?% off|giveaway|shop now|order now|pre-?order|now available|available now|buy now|check out (?:my|our)|sign up|#(?:ad|sponsored|partner))\b/i,
  ],
  [
    'seek_recommendation',
    /\b(?:can (?:any|some)(?:one|body) recommend|any (?:recommendations?|suggestions?|tips|advice)|looking for (?:a|an|some|recommendations?)|what(?:'s| is) the best|which .{1,40} (?:should|would|do) (?:i|you)|recommend me|alternatives? to)\b/i,
  ],
  [
    'complain',
    /\b(?:worst|terrible|horrible|awful|disappoint(?:ed|ing)|unacceptable|ridiculous|never again|waste of (?:money|time)|refund|rip-?off|scam|fed up|sick of|(?:still|been) (?:waiting|on hold)|doesn'?t work|stopped working|broken|poor (?:service|quality)|cancell?ed (?:my )?flight|lost my (?:bag|luggage)|rude)\b/i,
  ],
  [
    'compare',
    /\b(?:\w+ vs\.? \w+|versus|compared (?:to|with)|better than|worse than|switch(?:ed|ing) from .{1,40} to)\b/i,
  ],
  [
    'recommend',
    /\b(?:highly recommend|would recommend|i recommend|must[- ](?:try|have|read|see)|you (?:should|have to|need to) try|worth (?:it|every|a)|game[- ]changer)\b/i,
  ],
  [
    'thank',
    /\b(?:thank(?:s| you)(?: so much| for| to)|thx|much appreciated|shout-?out to|kudos|props to)\b/i,
  ],
  [
    'teach',
    /\b(?:how to|step[- ]by[- ]step|tutorial|here(?:'s| is) how|(?:pro )?tips?(?: and tricks)?:|guide to|beginner'?s guide|\d+ (?:ways|tips|steps|things|reasons)|lessons? learned)\b/i,
  ],
  [
    'share_experience',
    /\b(?:i(?:'ve| have)? (?:just |finally |recently )?(?:tried|bought|used|made|went|got|switched|started|visited|flew|ordered|built|spent|moved|finished)|my (?:experience|journey|story)|when i was|last (?:week|night|month|year))\b/i,
  ],
  [
    'announce',
    /\b(?:announc(?:e|es|ed|ing)|launch(?:es|ed|ing)?|introduc(?:es|ed|ing)|unveil(?:s|ed)?|releas(?:es|ed|ing)|acquires?|raises \$)\b/i,
  ],
];

/** Returns the author's intention; null if the text does not reveal one. */
export function intentionOf({ text, sentences }: ReadText): string | null {
  const found = RULES.find(([, words]) => words.test(text));
  if (found) return found[0];
  return sentences.some(({ isQuestion }) => isQuestion) ? 'ask_question' : null;
}
