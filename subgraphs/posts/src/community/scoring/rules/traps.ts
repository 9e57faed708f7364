import { cues, phrase, type TrapRule } from './rule.ts';
import { PRODUCT, WORD } from './vocabulary.ts';

/** Posts that use a buyer's words but do not come from a buyer. */
export const TRAP_RULES: readonly TrapRule[] = [
  {
    name: 'hiring',
    cues: cues('hiri hire free job'),
    ceiling: 1.5,
    spares: [],
    clearsIntent: true,
    title: [
      phrase`\b(?:who is hiring|who's hiring|who wants to be hired|freelancer\? seeking|we(?:'re| are) hiring|is hiring|now hiring|job opening|for hire)\b`,
      phrase`^\W?(?:hiring|for hire)\b`,
      phrase`\bseeking freelancer\b`,
    ],
  },
  {
    name: 'self_promotion',
    ceiling: 3,
    spares: [],
    clearsIntent: true,
    title: [
      phrase`^\W{0,3}(?:show hn|launch hn|show lobsters|show ph|introducing|announcing|meet|\[?(?:promo|launch|showcase)\]?)\b`,
      phrase`^\W{0,3}(?:i|we)(?:'ve| have)? (?:just |recently |finally )?(?:built|made|created|launched|released|wrote|shipped|open[ -]sourced)\b`,
    ],
  },
  {
    name: 'seller',
    cues: cues('buil made crea laun ship sell offe help our chec book use sign try dm off life affi'),
    ceiling: 3,
    spares: ['buying'],
    clearsIntent: true,
    text: [
      phrase`\b(?:i|we)(?:'ve| have)? (?:just |recently |finally )?(?:built|made|created|launched|shipped) (?:a|an|this|our|my) (?:${WORD} ){0,5}${PRODUCT}\b`,
      phrase`\b(?:we sell|we offer|i offer|we help (?:companies|teams|businesses|founders|startups|brands|you)|our (?:product|tool|platform|app) (?:helps|lets|does|makes|gives|is)|check (?:it |us |out )(?:out|our|my)|book a (?:call|demo)|use (?:my|our|the|code) (?:code|link|discount)|sign up (?:here|now|at|for free)|try it (?:free|out|here|now)|dm me (?:if|for)|% off|lifetime deal|affiliate)\b`,
    ],
  },
  {
    name: 'listicle',
    ceiling: 2.5,
    spares: [],
    clearsIntent: true,
    title: [
      phrase`^(?:the )?(?:top|best) \d{1,3}\b[^?]{0,100}$`,
      phrase`^(?:the |my )?\d{1,3} (?:${WORD} ){0,4}${PRODUCT}\b[^?]{0,100}$`,
      phrase`\b(?:ultimate guide|complete guide|beginner's guide|tutorial|review: |roundup|weekly digest)\b`,
    ],
  },
  {
    name: 'news',
    cues: cues('acqu buy buys rais file goes ipo sues laws v'),
    ceiling: 2,
    spares: ['buying'],
    clearsIntent: true,
    title: [
      phrase`\b(?:acquires?|acquired by|acquisition|to (?:buy|acquire)\b(?=.{0,40}(?:\bfor [$€£]|\bbillion|\bmillion))|buys \S|raises [$€£]|raised [$€£]|files for|goes public|ipo\b|sues|lawsuit|v\. )`,
    ],
  },
];
