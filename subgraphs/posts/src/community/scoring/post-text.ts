import type { ScorablePost } from './analysis.ts';
import { cuesIn } from './rules/rule.ts';

/** Maximum lengths read of a title and a body, in characters, to bound the time per post. */
export const TITLE_LIMIT = 1_000;
export const BODY_LIMIT = 10_000;

/**
 * One field of a post: the original text, and the text that the rules match, with the same length
 * and offsets.
 */
export interface Field {
  raw: string;
  text: string;
  isTitle: boolean;
  /** Which cues the text has, see `cuesIn`, to rule out rules by one lookup. */
  cues: Uint8Array;
}

export interface ReadablePost {
  source: string;
  /** The subreddit; null elsewhere. */
  community: string | null;
  /** Title first. */
  fields: Field[];
  /**
   * Whether the title is an article's headline rather than the author's own words; rules about the
   * author skip it.
   */
  headline: boolean;
  /** Sum of votes and comments; 0 if unknown. */
  reach: number;
}

/** Returns whether a post is the headline of an article, without a word of its own. */
export function isHeadlineOnly({ headline, fields }: ReadablePost): boolean {
  return headline && fields.every(({ isTitle }) => isTitle);
}

const ASKS = /^\W{0,3}(?:ask (?:hn|ph|lobste\.?rs|reddit|dev)|tell hn|question|help|advice|request)\b/i;
/** Matches a title written in the author's own voice, even if the post is a link. */
const OWN_VOICE =
  /^\W{0,3}(?:(?:looking|searching|hunting) for (?:an?|some|any|good|better|alternatives?)|(?:i |we )?need (?:an?|some|recommendations?)|seeking (?:an?|recommendations?|alternatives?)|any(?:one|body)|(?:any )?recommendations? for)\b/i;
const LINK_SOURCES = new Set(['hackernews', 'lobsters']);
const ARTICLE_SOURCES = new Set(['devto', 'youtube']);

/**
 * Returns whether the title is an article's headline rather than a question or request. On Hacker
 * News and Lobsters, a post without a body is a link titled after the article; on DEV and YouTube,
 * every title is a headline.
 */
function isHeadline(post: ScorablePost): boolean {
  if (post.kind !== 'p' || ASKS.test(post.title) || OWN_VOICE.test(post.title)) return false;
  if (ARTICLE_SOURCES.has(post.source)) return true;
  return LINK_SOURCES.has(post.source) && post.body.trim() === '';
}

const MASKED_SIGNS = /["“«`>’]/;
/**
 * Text that is not the author's own: code, links, e-mail quotes, and quotations of three words or
 * more (shorter ones may be names).
 */
const FOREIGN =
  /```[^`]{0,4000}(?:```|$)|`[^`\n]{1,200}`|https?:\/\/[^\s)>\]]{1,2000}|(?<=^|\n)>[^\n]{0,2000}|"[^\s"]{1,40}(?:\s[^\s"]{1,40}){2,40}"|[“«][^\s”»]{1,40}(?:\s[^\s”»]{1,40}){2,40}[”»]/g;

/** Masks foreign text and straightens curly apostrophes, preserving every offset. */
function readable(raw: string): string {
  if (!MASKED_SIGNS.test(raw) && !raw.includes('://')) return raw;
  return raw.replace(FOREIGN, (words) => '·'.repeat(words.length)).replaceAll('’', "'");
}

function fieldOf(raw: string, isTitle: boolean): Field {
  const text = readable(raw);
  return { raw, text, isTitle, cues: cuesIn(text) };
}

/** Truncates without splitting a surrogate pair, because a lone surrogate cannot be stored. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

function count(value: number | null | undefined): number {
  return value !== null && value !== undefined && Number.isFinite(value) ? Math.max(0, value) : 0;
}

export function readPost(post: ScorablePost): ReadablePost {
  const title = cut(post.title, TITLE_LIMIT);
  const body = cut(post.body, BODY_LIMIT);
  const fields: Field[] = [];
  if (title !== '' && (post.kind === 'p' || body === '')) {
    fields.push(fieldOf(title, true));
  }
  if (body !== '') fields.push(fieldOf(body, false));
  return {
    source: post.source,
    community: post.subreddit ?? null,
    fields,
    headline: isHeadline(post),
    reach: count(post.points) + count(post.comments),
  };
}
