import { wordsOf } from '@tributary/kit/text';
import { foundWords, type JudgedPost } from './relevance.ts';
import type { TrackerWords } from './tracker-words.ts';

/** What a rule adds to the log-odds that a match is relevant, and why. */
export interface Finding {
  readonly weight: number;
  readonly reason: string;
}

/** Log-odds before any rule: a match is a little more often relevant than not. */
const BASE = 0.4;
/** Number of characters at the beginning of a text that state its subject. */
const BEGINNING = 200;
const MOST_HASHTAGS = 6;
const MOST_LINKS = 4;
const MOST_CONTEXT = 3;
const WELL_RECEIVED = 20;
/** A letter of another script than Latin. */
const NOT_LATIN = /(?!\p{Script=Latin})\p{L}/u;
/** Share of such letters above which a post is for readers of another language. */
const MOST_FOREIGN = 0.7;

type Rule = (post: JudgedPost, tracker: TrackerWords) => Finding | null;

/** Posts that use names to be found by them. */
const SPAM: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:give ?aways?|air ?drops?|retweet (?:and|to win|this)|like (?:and|&) follow|follow (?:and|&) (?:rt|retweet|like)|win (?:a|an|one of|free))\b/i,
    'it looks like a giveaway',
  ],
  [
    /\b(?:promo code|discount code|coupon code|use code \w+|limited[- ]time offer|\d{2}% off|buy now|order now|dm (?:me )?(?:for|to) (?:promo|price|order))\b/i,
    'it looks like an advertisement',
  ],
  [
    /\b(?:casino|betting|sportsbook|forex signals?|pump(?:ing)? (?:soon|now)|100x|presale|onlyfans|telegram group|whatsapp (?:me|group))\b/i,
    'it looks like spam',
  ],
];

const RULES: readonly Rule[] = [
  function place({ spans, kind }) {
    if (kind === 'p' && spans.some(({ part }) => part === 'title'))
      return { weight: 0.7, reason: 'the title names it' };
    if (spans.some(({ part, start }) => part === 'text' && start < BEGINNING))
      return { weight: 0.5, reason: 'it is named at the beginning' };
    return spans.length > 0 ? { weight: -0.4, reason: 'it is named far down in the text' } : null;
  },

  function repetition({ spans }) {
    return spans.length >= 3 ? { weight: 0.4, reason: 'it is named several times' } : null;
  },

  function address(post) {
    const inAddress = post.spans.filter(({ part, start }) => {
      const before = (part === 'title' ? post.title : post.body).slice(Math.max(0, start - 100), start);
      return /(?:https?:\/\/|www\.|@)\S*$/i.test(before);
    });
    return post.spans.length > 0 && inAddress.length === post.spans.length
      ? { weight: -0.6, reason: 'it is named only in an address' }
      : null;
  },

  function spelling(post, { terms, isAmbiguous }) {
    const names = terms.filter((term) => term !== term.toLowerCase());
    if (names.length === 0) return null;
    const found = foundWords(post);
    const isName = (text: string) => names.some((name) => text.includes(name));
    const isLower = (text: string) => text === text.toLowerCase();
    if (found.length > 0 && found.every(isLower))
      return { weight: isAmbiguous ? -1.2 : -0.3, reason: 'it is written as an ordinary word' };
    return isAmbiguous && found.some(isName) ? { weight: 0.3, reason: 'it is written as a name' } : null;
  },

  function contextWords({ title, body }, { context, isAmbiguous }) {
    if (context.size === 0)
      return isAmbiguous ? { weight: -0.3, reason: 'the word has other meanings' } : null;
    const found = [...new Set(wordsOf(`${title} ${body}`))].filter((word) => context.has(word));
    if (found.length === 0)
      return { weight: isAmbiguous ? -1 : -0.3, reason: 'nothing of the context is named' };
    const named = found.slice(0, MOST_CONTEXT);
    return { weight: 0.6 * named.length, reason: `the context is named (${named.join(', ')})` };
  },

  function spam({ title, body }) {
    const found = SPAM.find(([pattern]) => pattern.test(title) || pattern.test(body));
    return found ? { weight: -2, reason: found[1] } : null;
  },

  function stuffing({ title, body }) {
    const text = `${title} ${body}`;
    if ((text.match(/(?<!\S)#\p{L}/gu) ?? []).length >= MOST_HASHTAGS)
      return { weight: -0.8, reason: 'it has many hashtags' };
    return (text.match(/https?:\/\//g) ?? []).length >= MOST_LINKS
      ? { weight: -0.6, reason: 'it has many links' }
      : null;
  },

  function authorName({ author }, { terms }) {
    const name = author.toLowerCase();
    if (/(?:^|[^a-z])bot$|bot$|[_.-](?:news|deals|jobs)$|^(?:auto|news)[_.-]/.test(name))
      return { weight: -0.7, reason: 'the author looks like a bot' };
    const own = terms.some(
      (term) => term.length >= 4 && name.startsWith(term.toLowerCase().replace(/\s/g, '')),
    );
    return own ? { weight: -0.4, reason: "the author's name contains it" } : null;
  },

  function script({ title, body }, { terms, context }) {
    const letters = `${title} ${body}`.match(/\p{L}/gu) ?? [];
    const isLatin = [...terms, ...context].every((word) => !NOT_LATIN.test(word));
    const foreign = letters.filter((letter) => NOT_LATIN.test(letter)).length;
    return isLatin && foreign > letters.length * MOST_FOREIGN
      ? { weight: -0.5, reason: 'it is in another script than the query' }
      : null;
  },

  function reception({ points }) {
    return points !== null && points >= WELL_RECEIVED
      ? { weight: 0.3, reason: `it has ${points} likes or points` }
      : null;
  },
];

/** Returns what the rules find, and the log-odds of relevance. */
export function applyRules(post: JudgedPost, tracker: TrackerWords): { findings: Finding[]; odds: number } {
  const findings = RULES.flatMap((rule) => rule(post, tracker) ?? []);
  return { findings, odds: findings.reduce((sum, { weight }) => sum + weight, BASE) };
}
