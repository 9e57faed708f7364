import { wordsOf } from '@tributary/kit/text';

/** The part of a post that topics are extracted from. */
export interface TopicText {
  readonly author: string;
  readonly source: string;
  readonly title: string;
  readonly body: string;
}

/** A phrase, with its posts and authors. */
export interface Topic {
  readonly topic: string;
  readonly count: number;
  readonly authors: number;
  /** Platforms it appeared on, sorted by name. */
  readonly sources: readonly string[];
}

/** Minimum number of authors of a topic: one prolific author is not a trend. */
export const LEAST_AUTHORS = 3;
const MOST_TOPICS = 50;
const LONGEST_PHRASE = 3;
/** Maximum number of words read from one text: a post's subject appears at its beginning. */
const MOST_WORDS = 300;

/** Words that a topic cannot begin or end with, because they carry no meaning of their own. */
const STOP_WORDS = new Set(
  `a about after all also am an and any anyone are as ask at be because been before being best better but by can could did do
  does doing don down each else even ever every everyone few find first for from get getting give go going good got great
  had has have having he help her here hey hi him his hn how i if in into is isn it its just know last let like ll look
  looking lot m made make makes many may me more most much must my need needs never new no not now of off old on one only
  or other our out over own people please post question re read really right s same say see she should show since so some
  someone something still such sure t take tell than thank thanks that the their them then there these they thing things
  think this those through time to today too try trying two up us use used uses using ve very want was way we well were
  what when where which while who whom why will with without won work would year years yes yet you your http https www com
  org net amp`.split(/\s+/),
);

/**
 * Returns the phrases of 1 to 3 words used by at least 3 authors, most authors first. Omits a
 * phrase that occurs only within a longer one with as many posts: "share of voice" is listed once,
 * not also as "voice".
 */
export function topicsOf(texts: readonly TopicText[]): Topic[] {
  const found = new Map<string, { posts: number; authors: Set<string>; sources: Set<string> }>();
  for (const { author, source, title, body } of texts) {
    for (const phrase of phrasesIn(title, body)) {
      const entry = found.get(phrase) ?? { posts: 0, authors: new Set(), sources: new Set() };
      entry.posts++;
      // Unknown authors do not count: two of them may be the same person.
      if (author !== '') entry.authors.add(author);
      entry.sources.add(source);
      found.set(phrase, entry);
    }
  }
  const topics = [...found]
    .filter(([, { authors }]) => authors.size >= LEAST_AUTHORS)
    .map(([topic, { posts, authors, sources }]) => ({
      topic,
      count: posts,
      authors: authors.size,
      sources: [...sources].sort(),
    }))
    .sort((a, b) => b.authors - a.authors || b.topic.length - a.topic.length || (a.topic < b.topic ? -1 : 1));
  return topics.filter((topic) => !within(topic, topics)).slice(0, MOST_TOPICS);
}

function within(topic: Topic, topics: readonly Topic[]): boolean {
  return topics.some(
    (other) =>
      other.topic !== topic.topic &&
      other.count === topic.count &&
      ` ${other.topic} `.includes(` ${topic.topic} `),
  );
}

function phrasesIn(title: string, body: string): Set<string> {
  const phrases = new Set<string>();
  for (const text of [title, body]) {
    const words = wordsOf(text).slice(0, MOST_WORDS);
    for (let start = 0; start < words.length; start++) {
      if (!isTelling(words[start]!)) continue;
      for (let length = 1; length <= LONGEST_PHRASE && start + length <= words.length; length++) {
        if (isTelling(words[start + length - 1]!)) phrases.add(words.slice(start, start + length).join(' '));
      }
    }
  }
  return phrases;
}

function isTelling(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word) && !/^\p{N}+$/u.test(word);
}
