/** Input for a post's markdown. */
export interface MarkdownPost {
  readonly username: string;
  readonly content: string;
  readonly postedAt: Date;
  readonly likes: number | null;
  readonly retweets: number | null;
  readonly replies: number | null;
  readonly views: number | null;
  /** Texts of the posts in its thread; empty for a post outside a thread. */
  readonly thread: readonly string[];
}

/** Formats a post as in XTracker's documentation for language models, ending in a newline. */
export function markdownOf(post: MarkdownPost): string {
  const lines = [
    `## Post by @${escapeLine(post.username)}`,
    `**Posted on ${day(post.postedAt)} at ${post.postedAt.toISOString().slice(11, 16)} UTC**`,
    '',
    escapeText(post.content),
    '',
  ];
  const engagement = engagementOf(post);
  if (engagement) lines.push(`📊 **Engagement**: ${engagement}`);
  if (post.thread.length > 0) {
    lines.push(`🧵 **Thread with ${post.thread.length} posts**:`);
    for (const [index, content] of post.thread.entries())
      lines.push(`${index + 1}. ${escapeLine(firstLine(content))}`);
  }
  return `${lines.join('\n')}\n`;
}

function engagementOf({ likes, retweets, replies, views }: MarkdownPost): string {
  const count = (value: number | null, word: string, shown = (n: number) => n.toLocaleString('en-US')) =>
    value === null ? [] : [`${shown(value)} ${word}`];
  return [
    ...count(likes, 'likes'),
    ...count(retweets, 'retweets'),
    ...count(replies, 'replies'),
    ...count(views, 'views', short),
  ].join(' · ');
}

/** Formats 982,451 as 982K and 1,240,000 as 1.2M. */
function short(value: number): string {
  if (value < 1_000) return String(value);
  if (value < 1_000_000) return `${Math.floor(value / 1_000)}K`;
  return `${(Math.floor(value / 100_000) / 10).toString()}M`;
}

function day(at: Date): string {
  return at.toLocaleDateString('en-US', { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' });
}

function firstLine(content: string): string {
  const line = content.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199).trimEnd()}…` : line;
}

/**
 * Escapes text so that it renders literally: it cannot inject headings, lists, quotes, rules,
 * links, images or HTML.
 */
export function escapeText(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029\u0085]/)
    .map(escapeLine)
    .join('\n');
}

function escapeLine(line: string): string {
  return (
    line
      .replace(/[\\`*_[\]<>|~]/g, '\\$&')
      // Markup that is only special at the start of a line: headings, quotes, lists, rules, fences,
      // indented code.
      .replace(/^\s+/, ' ')
      .replace(/^(\s?)([#+\-=]|>)/, '$1\\$2')
      .replace(/^(\s?\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
  );
}
