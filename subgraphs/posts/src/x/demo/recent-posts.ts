import type { FromFile } from '../post.ts';
import { demoXPost } from './post.ts';

const HOUR = 3_600_000;
/** Twenty digits starting with 9: larger than any id of X. */
const idOf = (number: number) => String(90_000_000_000_000_000_000n + BigInt(number));

interface Sample {
  /** Hours before the demo was created. */
  readonly age: number;
  readonly content: string;
  /** Likes, reposts, replies and views. */
  readonly counts: readonly [number, number, number, number];
}

const LABS = 'northwind_labs';
const READER = 'riverbend_reads';

const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  [LABS]: [
    {
      age: 5,
      content:
        'Our support team cut first replies from 4 hours to 35 minutes. The trick was boring: one inbox, clear owners, an AI draft that a person edits. #support #AI',
      counts: [412, 58, 37, 21_480],
    },
    {
      age: 30,
      content: 'We are hiring two engineers who like GraphQL and quiet afternoons. https://example.com/jobs',
      counts: [128, 41, 22, 9_310],
    },
    {
      age: 53,
      content: 'Thanks @riverbend_reads for the careful review of our open source rate limiter!',
      counts: [87, 9, 4, 3_950],
    },
    {
      age: 98,
      content: 'Open source maintainers: what would make you drop your issue tracker tomorrow? #opensource',
      counts: [654, 73, 211, 48_700],
    },
  ],
  [READER]: [
    {
      age: 9,
      content: 'Reading list for the weekend: three papers on small language models, one on coffee. #AI',
      counts: [233, 31, 18, 12_040],
    },
    {
      age: 76,
      content: 'RT @northwind_labs: Ask your users before you ask your dashboard.',
      counts: [0, 19, 0, 0],
    },
    {
      age: 141,
      content: 'A newsletter is a community that reads alone. Discuss.',
      counts: [519, 64, 96, 30_200],
    },
  ],
};

/** A thread of the first account, two days old. */
const THREAD: readonly string[] = [
  'How we choose which community posts to answer, in three steps.',
  'First: is somebody asking for help that we can give today? If not, we only listen.',
  'Second: we answer the question that was asked. A link to our product comes last, or not at all.',
];

/** Returns sample posts of the last week, by account. */
export function recentXPosts(now: Date): Record<string, FromFile[]> {
  const at = (age: number) => new Date(Math.floor((now.getTime() - age * HOUR) / 1_000) * 1_000);
  let number = 0;
  const posts = Object.entries(SAMPLES).map(([username, samples]): [string, FromFile[]] => [
    username,
    samples.map(({ age, content, counts: [likes, retweets, replies, views] }) =>
      demoXPost({
        id: idOf(++number),
        content,
        postedAt: at(age),
        isRetweet: content.startsWith('RT @'),
        likes,
        retweets,
        replies,
        views,
      }),
    ),
  ]);
  const all = Object.fromEntries(posts);
  all[LABS]!.push(...thread(at));
  return all;
}

function thread(at: (age: number) => Date): FromFile[] {
  const first = 100;
  return THREAD.map((content, index) =>
    demoXPost({
      id: idOf(first + index),
      content,
      postedAt: new Date(at(48).getTime() + index * 60_000),
      conversationId: idOf(first),
      ...(index > 0 ? { inReplyToUser: LABS, inReplyToPost: idOf(first + index - 1) } : {}),
      likes: 310 - index * 90,
      retweets: 44 - index * 12,
      replies: 12,
      views: 16_400 - index * 3_000,
    }),
  );
}
