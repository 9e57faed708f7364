import { topicPhrases } from '@tributary/kit/text';

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
/**
 * Share of the posts that a single word needs: in 400 posts, three people write any ordinary word
 * by chance, but not any phrase.
 */
const LEAST_SHARE = 0.0125;
/** Candidates that are compared with earlier weeks: most of them turn out to be as usual. */
const MOST_TOPICS = 150;

/**
 * Returns the phrases of 1 to 3 words used by at least 3 authors, most authors first. Omits a
 * phrase that occurs only within a longer one with as many posts: "share of voice" is listed once,
 * not also as "voice".
 */
export function topicsOf(texts: readonly TopicText[]): Topic[] {
  const found = new Map<string, { posts: number; authors: Set<string>; sources: Set<string> }>();
  for (const { author, source, title, body } of texts) {
    for (const phrase of new Set([...topicPhrases(title), ...topicPhrases(body)])) {
      const entry = found.get(phrase) ?? { posts: 0, authors: new Set(), sources: new Set() };
      entry.posts++;
      // Unknown authors do not count: two of them may be the same person.
      if (author !== '') entry.authors.add(author);
      entry.sources.add(source);
      found.set(phrase, entry);
    }
  }
  const leastOfWords = Math.max(LEAST_AUTHORS, texts.length * LEAST_SHARE);
  const topics = [...found]
    .filter(([topic, { authors }]) => authors.size >= (topic.includes(' ') ? LEAST_AUTHORS : leastOfWords))
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
