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
  const found = usesOf(texts);
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
  const byCount = Map.groupBy(topics, ({ count }) => count);
  return topics.filter((topic) => !within(topic, byCount.get(topic.count)!)).slice(0, MOST_TOPICS);
}

/** Where a phrase is used. */
interface Uses {
  posts: number;
  readonly authors: Set<string>;
  readonly sources: Set<string>;
}

/** Returns the uses of each phrase that is in enough posts to be a topic. */
function usesOf(texts: readonly TopicText[]): Map<string, Uses> {
  const phrases = texts.map(({ title, body }) => topicPhrases(title).union(topicPhrases(body)));
  const posts = new Map<string, number>();
  for (const each of phrases) for (const phrase of each) posts.set(phrase, (posts.get(phrase) ?? 0) + 1);
  const found = new Map<string, Uses>();
  for (const [index, { author, source }] of texts.entries())
    for (const phrase of phrases[index]!) {
      // Most phrases are in one post only; sets for each of them take more time than all the rest.
      if (posts.get(phrase)! < LEAST_AUTHORS) continue;
      const entry = found.get(phrase) ?? { posts: 0, authors: new Set(), sources: new Set() };
      entry.posts++;
      // Unknown authors do not count: two of them may be the same person.
      if (author !== '') entry.authors.add(author);
      entry.sources.add(source);
      found.set(phrase, entry);
    }
  return found;
}

/** Whether a topic is part of another of the topics with as many posts. */
function within({ topic }: Topic, topics: readonly Topic[]): boolean {
  return topics.some(
    (other) => other.topic.length > topic.length && ` ${other.topic} `.includes(` ${topic} `),
  );
}
