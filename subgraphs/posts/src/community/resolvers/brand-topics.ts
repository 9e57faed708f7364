import { invalidInput } from '@tributary/kit';
import { topicPhrases } from '@tributary/kit/text';
import type { CommunityContext } from '../context.ts';
import type { CommunityPost } from '../data/community-post-rows.ts';
import { topicsOf } from '../trending-topics.ts';

/** Arguments of `Query.communityPostBrandTopics`. */
interface Arguments {
  input: {
    brands: { id: string; names: string[]; excludes?: string[] | null }[];
    communities?: string[] | null;
    from: string;
    to: string;
  };
  brand: string;
  otherFrom: string;
  otherTo: string;
}

/** Maximum number of posts that are read of a range, newest first. */
const MOST_POSTS = 1_000;
const MOST_EXAMPLES = 3;

/** `Query.communityPostBrandTopics`. */
export async function communityPostBrandTopics(
  _: unknown,
  { input, brand, otherFrom, otherTo }: Arguments,
  context: CommunityContext,
) {
  const own = input.brands.find(({ id }) => id === brand);
  if (!own) throw invalidInput('brand', '`brand` must be the id of a brand of the input.');
  const search = {
    names: own.names,
    excludes: own.excludes ?? [],
    others: input.brands.flatMap((each) => (each === own ? [] : each.names)),
    communities: input.communities ?? [],
  };
  const page = { limit: MOST_POSTS, after: null, skip: 0 };
  const [posts, others] = await Promise.all([
    context.brandPages.load({ search: { ...search, from: input.from, to: input.to }, page }),
    context.brandPages.load({ search: { ...search, from: otherFrom, to: otherTo }, page }),
  ]);
  const phrases = posts.map((post) => ({ post, phrases: phrasesIn(post) }));
  const otherPhrases = others.map(phrasesIn);
  return {
    posts: posts.length,
    otherPosts: others.length,
    topics: topicsOf(posts).map(({ topic, count }) => ({
      topic,
      count,
      otherCount: otherPhrases.filter((each) => each.has(topic)).length,
      postIds: examplesOf(phrases.filter((each) => each.phrases.has(topic)).map(({ post }) => post)),
    })),
  };
}

function phrasesIn({ title, body }: CommunityPost): Set<string> {
  return new Set([...topicPhrases(title), ...topicPhrases(body)]);
}

function examplesOf(posts: readonly CommunityPost[]): string[] {
  return posts
    .toSorted((one, other) => (other.points ?? 0) - (one.points ?? 0))
    .slice(0, MOST_EXAMPLES)
    .map(({ id }) => id);
}
