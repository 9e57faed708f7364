/** Example of a post as the graph renders it. */
export const MARKDOWN_EXAMPLE = '## Post by @elonmusk\n**Posted on January 15, 2025 at 12:34 UTC**\n\n…\n';

/** Joins posts with a horizontal rule between them. */
export function joinPosts(markdowns: readonly string[]): string {
  return markdowns.join('\n---\n');
}
