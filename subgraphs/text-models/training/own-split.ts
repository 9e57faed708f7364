import { type OwnPost, type PostLabels, readOwnLabels, readOwnPosts } from './data/own-posts.ts';

/** A post of the project with its settled labels. */
export interface LabelledPost extends OwnPost {
  readonly labels: PostLabels;
}

/** The style of posts that are headlines of articles. */
export const HEADLINES = 'headline';

/** Styles of ordinary posts: everyday talk, and what customers write to companies' accounts. */
const ORDINARY = ['everyday', 'service'] as const;

/** One in this many trades is held out: no model is trained on any of its posts. */
const HELD_OUT = 5;

/**
 * Splits the project's own posts. Whole trades are held out, so that a model cannot pass by knowing
 * the words of a trade. Ordinary posts are measured by the public sets that they resemble, so that
 * only those of a held-out trade are left out of training.
 */
export function splitOwnPosts(): { trained: LabelledPost[]; heldOut: LabelledPost[] } {
  const labels = readOwnLabels('settled');
  const posts = readOwnPosts().map((post) => ({ ...post, labels: labels.get(post.id)! }));
  const composed = posts.filter((post) => !isOrdinary(post));
  const trades = [...new Set(composed.map(({ trade }) => trade))].sort();
  const isHeldOut = ({ trade }: OwnPost) => trades.indexOf(trade) % HELD_OUT === 0;
  return { trained: posts.filter((post) => !isHeldOut(post)), heldOut: composed.filter(isHeldOut) };
}

/** Returns whether a post is of an ordinary style. */
export function isOrdinary<Post extends Pick<OwnPost, 'style'>>(
  post: Post,
): post is Post & { readonly style: (typeof ORDINARY)[number] } {
  return (ORDINARY as readonly string[]).includes(post.style);
}

/** Returns a post's title and text as the models read them. */
export function wholeText({ title, text }: Pick<OwnPost, 'title' | 'text'>): string {
  return title === '' ? text : `${title}\n${text}`;
}
