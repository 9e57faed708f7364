/** Posts in markdown with a rule between them. */
export function joinPosts(posts: readonly { readonly markdown: string }[]): string {
  return posts.map(({ markdown }) => markdown).join('\n---\n\n');
}

/** The AI endpoint's document: the posts between its title and what was asked. */
export function aiDocument(
  posts: readonly { readonly markdown: string }[],
  asked: { query: string | undefined; range: string; total: number },
): string {
  return [
    '# AI-Related Posts from Your Followed Accounts\n\n',
    ...posts.map(({ markdown }) => `${markdown}\n---\n\n`),
    ...(asked.query
      ? [`**Query**: ${asked.query.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&')}\n`]
      : []),
    `**Time Range**: ${asked.range}\n`,
    `**Total Posts Found**: ${asked.total}\n`,
  ].join('');
}
