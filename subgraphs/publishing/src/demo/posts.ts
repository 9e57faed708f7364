/** A sample post. */
export interface DemoPost {
  readonly id: string;
  readonly body: string;
  /** Age of the publication in days; null for a draft. */
  readonly published: number | null;
  /** Id of the account, if not the documented one. */
  readonly account?: string;
  /** Kind of the subject that the post replies to. */
  readonly answers?: 'post' | 'mention';
}

/** URL of the post on X, which exists in the sample data of the creators subgraph. */
export const X_POST = 'https://x.com/tributary_demo/status/9990000000000000700';

/**
 * Posts of SocialCRM's document under their documented ids, and others around them, oldest first.
 */
export const DEMO_POSTS: readonly DemoPost[] = [
  {
    id: 'post_119',
    body: 'We read 400 support threads, so that you need not.',
    published: 9,
    account: 'acct_2',
  },
  {
    id: 'post_120',
    body: 'Three things we learned from 400 support threads: people ask about price last, and about exports first.',
    published: 9,
  },
  {
    id: 'post_121',
    body: 'How we count share of voice: every mention once, however often it is repeated. The method is in our docs.',
    published: 5,
  },
  {
    id: 'post_122',
    body: 'A week of office hours starts on Monday. Bring the report that nobody in your team wants to build.',
    published: 2,
  },
  {
    id: 'post_125',
    body: 'Good question! The short answer is yes; the longer one is in our guide.',
    published: 1,
    answers: 'post',
  },
  {
    id: 'post_126',
    body: 'Thank you for the honest review. We pass it on to the people who can change it.',
    published: 1,
    answers: 'mention',
  },
  { id: 'post_123', body: 'Launch day is here.', published: null },
  { id: 'post_124', body: 'What would you automate first, if it took an afternoon?', published: null },
];

/** Persona of the demo workspace. */
export const DEMO_PERSONA = {
  name: 'Tributary',
  voice: 'Short sentences, plain words, a number where there is one. Asks more than it claims.',
  tones: ['friendly', 'concise'],
  topics: ['share of voice', 'community monitoring', 'office hours', 'cold brew'],
  examples: DEMO_POSTS.filter(({ published, answers }) => published !== null && !answers)
    .map(({ body }) => body)
    .slice(1),
};
