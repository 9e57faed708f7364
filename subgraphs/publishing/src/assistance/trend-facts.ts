/** Facts about a trending topic. */
export interface TrendFacts {
  readonly topic: string;
  readonly count: number;
  readonly authors: number;
  /** In per cent; null if no earlier window has the topic. */
  readonly change: number | null;
  readonly sources: readonly string[];
  /** The window, its end excluded. */
  readonly from: Date | string;
  readonly to: Date | string;
  /** Number of earlier weeks that it is compared with. */
  readonly historyWeeks: number;
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const HOUR = 3_600_000;

/**
 * Lists the facts of a trend as starting points for posts, most significant first. Nothing is
 * invented.
 */
export function factsOf({ topic, count, authors, change, sources, historyWeeks, ...window }: TrendFacts) {
  const posts = `${count} ${count === 1 ? 'post' : 'posts'}`;
  const people = `${authors} ${authors === 1 ? 'person' : 'people'}`;
  const span = spanOf(window);
  return [
    {
      title: `“${topic}”: ${posts} in ${span}`,
      body: `${posts} by ${people} were about “${topic}” within ${span}.`,
    },
    comparison({ topic, change, historyWeeks }),
    {
      title: `“${topic}”: where people write about it`,
      body: `The posts about “${topic}” are on ${list.format(sources)}.`,
    },
  ];
}

function comparison({ topic, change, historyWeeks }: Pick<TrendFacts, 'topic' | 'change' | 'historyWeeks'>) {
  if (historyWeeks === 0)
    return {
      title: `“${topic}”: nothing to compare yet`,
      body: `There are no posts of earlier weeks to compare “${topic}” with.`,
    };
  const weeks = historyWeeks === 1 ? 'the week' : `the ${historyWeeks} weeks`;
  if (change === null)
    return {
      title: `“${topic}” is new`,
      body: `At this time of ${weeks} before, no post was about “${topic}”.`,
    };
  return {
    title: `“${topic}”: ${change > 0 ? '+' : ''}${change} % against ${weeks} before`,
    body: `There were ${Math.abs(change)} % ${change < 0 ? 'fewer' : 'more'} posts about “${topic}” than on average at this time of ${weeks} before.`,
  };
}

function spanOf({ from, to }: Pick<TrendFacts, 'from' | 'to'>): string {
  const hours = Math.round((new Date(to).getTime() - new Date(from).getTime()) / HOUR);
  if (hours === 1) return 'one hour';
  return hours === 24 ? 'one day' : `${Math.round(hours / 24)} days`;
}
