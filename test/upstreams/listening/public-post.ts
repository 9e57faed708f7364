/** A public post at a stand-in, which each vendor renders in its own shape. */
export interface PublicPost {
  /** Counted from 1 in the order of publication. */
  readonly number: number;
  /** Milliseconds of Unix time. */
  readonly at: number;
  /** Plain text; vendors that write HTML escape it. */
  readonly text: string;
  deleted: boolean;
}

/** Posts per page, so that few posts are several pages. */
export const PAGE = 3;

/** Returns the posts that are listed, newest first. */
export function newestFirst(posts: readonly PublicPost[]): PublicPost[] {
  return posts.filter(({ deleted }) => !deleted).toReversed();
}

/** Returns a page of posts by its number, counted from 0, and whether another one follows. */
export function pageOf<Post>(posts: readonly Post[], page: number): { posts: Post[]; isLast: boolean } {
  return { posts: posts.slice(page * PAGE, (page + 1) * PAGE), isLast: (page + 1) * PAGE >= posts.length };
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Members that a vendor might add tomorrow. */
export const DRIFT = { added_tomorrow: { nested: [1, null] }, another: null };
