/** Facts about a trending topic. */
export interface TrendFacts {
  readonly topic: string;
  readonly count: number;
  readonly authors: number;
  /** In per cent; null if there were no posts at this hour in earlier weeks. */
  readonly change: number | null;
  readonly sources: readonly string[];
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/**
 * Lists the facts of a trend as starting points for posts, most significant first. Nothing is
 * invented.
 */
export function factsOf({ topic, count, authors, change, sources }: TrendFacts) {
  const posts = `${count} ${count === 1 ? 'post' : 'posts'}`;
  const people = `${authors} ${authors === 1 ? 'person' : 'people'}`;
  return [
    {
      title: `“${topic}”: ${posts} in an hour`,
      body: `${posts} by ${people} were about “${topic}” within one hour.`,
    },
    change === null
      ? {
          title: `“${topic}” is new`,
          body: `In the weeks before, nobody wrote about “${topic}” at this hour.`,
        }
      : {
          title: `“${topic}”: ${change > 0 ? '+' : ''}${change} % against the weeks before`,
          body: `At this hour there were ${Math.abs(change)} % ${change < 0 ? 'fewer' : 'more'} posts about “${topic}” than in the weeks before.`,
        },
    {
      title: `“${topic}”: where people write about it`,
      body: `The posts about “${topic}” are on ${list.format(sources)}.`,
    },
  ];
}
